-- Which master keys there have been, by name, in the order in which nodes came with them: the newest is the one that
-- keys are wrapped under. Names tell nothing of the keys.
create table person_keys.master_keys (
  name          text primary key,
  place         bigint generated always as identity unique,
  introduced_at timestamptz not null default now()
);
