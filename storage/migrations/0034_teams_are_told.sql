-- Who teaches a course is told to every node like a change of role: over what somebody may do it has changed as well.
create function tell_team_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('stoa_standing', json_build_object('user', case tg_op when 'DELETE' then old.user_id else new.user_id end)::text);
  return null;
end $$;
create trigger course_instructors_told after insert or update or delete on course_instructors
  for each row execute function tell_team_changed();
