-- What came from an academy folder, by the names its files use, so that seeding twice adds nothing. A course's row also
-- keeps the hash of the files its version was made of: published versions never change, and a difference is reported.
create table seeded (
  academy   text not null,
  kind      text not null check (kind in ('course', 'sitting')),
  key       text not null,
  version   integer not null check (version >= 1),
  target_id bigint not null,
  digest    text not null check (digest ~ '^[0-9a-f]{64}$'),
  seeded_at timestamptz not null default now(),
  primary key (academy, kind, key, version)
);
