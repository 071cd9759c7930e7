alter table assessments
  -- Rises with each change: who edits says which one they have read.
  add column revision   integer not null default 1 check (revision >= 1),
  -- Of no module, and open to everybody enrolled; any other is reached by its module alone.
  add column standalone boolean not null default false,
  add column created_by bigint references users (id),
  add column updated_at timestamptz not null default now(),
  -- Takes no further attempts. Its row stays, since attempts and results refer to it.
  add column retired_at timestamptz;

update assessments set standalone = module_id is null;
alter table assessments add check (not standalone or module_id is null);

-- What attempts may refer to, as it was before it was changed. Never written again.
create table assessment_revisions (
  assessment_id bigint not null references assessments (id) on delete cascade,
  number        integer not null check (number >= 1),
  -- Description, settings and bank.
  content       jsonb not null,
  superseded_at timestamptz not null default now(),
  superseded_by bigint references users (id),
  primary key (assessment_id, number)
);

create index attempts_assessment on attempts (assessment_id);

create function refuse_change_of_revision() returns trigger language plpgsql as $$
begin
  raise exception 'revision % of assessment % is kept as it was', old.number, old.assessment_id
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger assessment_revisions_immutable before update on assessment_revisions
  for each row execute function refuse_change_of_revision();
