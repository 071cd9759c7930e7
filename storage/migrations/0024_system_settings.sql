-- What an administrator has set (protocol/settings.ts); a setting without a row is as the environment has it.
create table system_settings (
  name       text primary key,
  value      jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by bigint references users (id)
);
