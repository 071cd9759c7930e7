-- What the engine keeps. Instants here are whole milliseconds since 1970, as the engine counts them; the read tables
-- have timestamptz. Names are compared byte by byte (collate "C"): faster, and the same on every machine.

-- Who owns a slot. Locked `for share` by every statement that writes for the slot, bumped when it changes hands.
create table slot_lease (
  slot      integer primary key check (slot >= 0),
  epoch     bigint not null check (epoch >= 1),
  node      text not null,
  opened_at timestamptz not null default now()
) with (fillfactor = 50);

-- One row per accepted command. Events and reply are JSON as text: they are never queried inside, and text spares the
-- parsing that jsonb does on every insert.
create table journal (
  actor       text collate "C" not null,
  seq         bigint not null check (seq >= 1),
  slot        integer not null,
  version     integer not null,
  sender      text collate "C" not null,
  n           bigint not null,
  digest      text collate "C" not null,
  received_at bigint not null,
  at          bigint not null,
  events      text collate "C" not null,
  reply       text collate "C" not null,
  primary key (actor, seq),
  unique (actor, sender, n)
) partition by hash (actor);

do $$
begin
  for remainder in 0..7 loop
    execute format('create table journal_%s partition of journal for values with (modulus 8, remainder %s)', remainder, remainder);
  end loop;
end $$;

create table snapshots (
  actor    text collate "C" not null,
  seq      bigint not null,
  version  integer not null,
  at       bigint not null,
  checksum bytea not null,
  body     text collate "C" not null,
  primary key (actor, seq)
);

-- Reactions not yet applied by their target. A row lives for milliseconds, so that the table is kept small and often vacuumed.
create table reactions (
  source  text collate "C" not null,
  seq     bigint not null,
  index   integer not null,
  slot    integer not null,
  target  text collate "C" not null,
  hop     integer not null,
  command text collate "C" not null,
  -- The refusal's code, once the target refused it: kept for an administrator.
  parked  text,
  primary key (source, seq, index)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index reactions_slot on reactions (slot);

-- The next alarm of each actor that has one. due_at is not indexed: it changes with almost every event, and without an
-- index on it the change stays within the page.
create table due (
  actor  text collate "C" primary key,
  slot   integer not null,
  due_at bigint not null
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
create index due_slot on due (slot);

-- While an engine runs it leaves a beat; the newest one tells at boot since when nobody was served.
create table node_heartbeat (
  node text primary key,
  at   timestamptz not null
) with (fillfactor = 50);

create table outages (
  id       bigint generated always as identity primary key,
  from_at  timestamptz not null unique,
  until_at timestamptz not null,
  done_at  timestamptz,
  check (until_at >= from_at)
);
create index outages_undone on outages (id) where done_at is null;

-- lz4 packs snapshots several times faster than the default; a server built without it keeps the default.
do $$
begin
  alter table snapshots alter column body set compression lz4;
exception when feature_not_supported then null;
end $$;
