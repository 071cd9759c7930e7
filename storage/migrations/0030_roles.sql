-- Who may do what, as data. Which permission a route takes is in the program; which role has the permission, here.
create table roles (
  name        text primary key,
  description text not null check (length(description) between 1 and 500)
);
insert into roles (name, description) values
  ('student', 'Learns: enrols, studies, sits assessments'),
  ('instructor', 'Writes and teaches their own courses, plans and grades their exams'),
  ('mentor', 'Accompanies learners'),
  ('proctor', 'Watches over the rooms they are assigned to'),
  ('corporate', 'Represents an organisation: sees its roster, and the progress of those who consent'),
  ('admin', 'Runs the installation; may do everything');
alter table users drop constraint users_role_check;
alter table users add constraint users_role foreign key (role) references roles (name);

create table permissions (
  name        text primary key check (name ~ '^(\*|[a-z]+:[a-z_]+)$'),
  description text not null check (length(description) between 1 and 500)
);
insert into permissions (name, description) values
  ('*', 'Everything'),
  ('course:read', 'See published courses, and study those one is enrolled in'),
  ('course:enroll', 'Enrol in courses, and leave them'),
  ('course:create', 'Make courses'),
  ('course:update', 'Change and announce in courses one teaches'),
  ('assessment:submit', 'Sit quizzes and exams'),
  ('assessment:create', 'Write assessments, plan their sittings and decide on attempts, in courses one teaches'),
  ('certificate:download', 'Have one''s own certificates'),
  ('student:view_progress', 'See the progress of learners in courses one teaches or accompanies'),
  ('organisation:view_progress', 'See the roster of one''s own organisation, and the progress of those who consent'),
  ('exam:watch', 'See the rooms one is assigned to, and the attempts in them'),
  ('exam:proctor', 'Act in the rooms one is assigned to');

create table role_permissions (
  role       text not null references roles (name),
  permission text not null references permissions (name),
  granted_by bigint references users (id),
  granted_at timestamptz not null default now(),
  primary key (role, permission)
);
insert into role_permissions (role, permission) values
  ('student', 'course:read'), ('student', 'course:enroll'), ('student', 'assessment:submit'), ('student', 'certificate:download'),
  ('instructor', 'course:read'), ('instructor', 'course:create'), ('instructor', 'course:update'),
  ('instructor', 'assessment:create'), ('instructor', 'student:view_progress'),
  ('mentor', 'course:read'), ('mentor', 'student:view_progress'),
  ('proctor', 'course:read'), ('proctor', 'exam:watch'), ('proctor', 'exam:proctor'),
  ('corporate', 'course:read'), ('corporate', 'organisation:view_progress'),
  ('admin', '*');

-- Nobody could give it back.
create function keep_administrators_everything() returns trigger language plpgsql as $$
begin
  if old.role = 'admin' and old.permission = '*' then
    raise exception 'administrators keep every permission' using errcode = 'integrity_constraint_violation',
      constraint = 'admin_keeps_everything';
  end if;
  return old;
end $$;
create trigger role_permissions_admin before update or delete on role_permissions
  for each row execute function keep_administrators_everything();

-- Whoever changes an account, by whichever way: the last administrator who can log in stays one. One after the other, since
-- of two who demote each other at once each would see the other as the one who is left.
create function keep_last_administrator() returns trigger language plpgsql as $$
begin
  if old.role <> 'admin' or not old.is_active then return null; end if;
  if tg_op = 'UPDATE' then
    if new.role = 'admin' and new.is_active then return null; end if;
  end if;
  perform pg_advisory_xact_lock(hashtext('stoa last administrator'));
  if not exists (select 1 from users where role = 'admin' and is_active) then
    raise exception 'the last administrator stays one' using errcode = 'integrity_constraint_violation',
      constraint = 'last_administrator';
  end if;
  return null;
end $$;
create trigger users_last_administrator after update of role, is_active or delete on users
  for each row execute function keep_last_administrator();
create index users_administrators on users (id) where role = 'admin' and is_active;

-- Whoever keeps a log-in's permissions or scopes in memory hears that they have changed, and for whom: {"role"} or {"user"}.
create function tell_role_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('stoa_standing', json_build_object('role', case tg_op when 'DELETE' then old.role else new.role end)::text);
  return null;
end $$;
create trigger role_permissions_told after insert or update or delete on role_permissions
  for each row execute function tell_role_changed();

create function tell_person_changed() returns trigger language plpgsql as $$
begin
  if new.role <> old.role then
    perform pg_notify('stoa_standing', json_build_object('user', new.id)::text);
  end if;
  return null;
end $$;
create trigger users_told after update of role on users for each row execute function tell_person_changed();
