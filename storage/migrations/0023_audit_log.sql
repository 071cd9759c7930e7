-- The audit log: one chain of rows (storage/audit/), each linked to the one before. What is asked for by column is computed
-- from the entry, so that no column can say something else than the entry, which the link covers.
create table audit_log (
  seq     bigint primary key check (seq >= 1),
  -- Milliseconds since 1970, on the database's clock.
  at      bigint not null,
  -- JSON text, to the byte as it was hashed.
  entry   text not null,
  chain   text collate "C" not null,
  who     bigint generated always as (((entry::jsonb) #>> '{by,user_id}')::bigint) stored,
  action  text generated always as ((entry::jsonb) ->> 'action') stored,
  on_type text generated always as ((entry::jsonb) #>> '{on,type}') stored,
  on_id   text generated always as ((entry::jsonb) #>> '{on,id}') stored
);
create index audit_log_who on audit_log (who, seq);
create index audit_log_action on audit_log (action, seq);
create index audit_log_on on audit_log (on_type, on_id, seq);
create index audit_log_at on audit_log (at);

create function refuse_change_of_audit_log() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is only ever added to.' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_is_only_added_to before update or delete or truncate on audit_log
  for each statement execute function refuse_change_of_audit_log();

-- Also from its owner, whom nothing but a superuser's or an owner's own command can give it back.
revoke all on audit_log from public;
do $$ begin execute format('revoke update, delete, truncate on audit_log from %I', current_user); end $$;
