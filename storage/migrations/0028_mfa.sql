-- A person's second factor: a secret that their device shares with us, sealed under their own key.
create table mfa (
  user_id       bigint primary key references users (id) on delete cascade,
  secret_sealed text not null,
  -- Null until the person has shown that their device has it; only then it is asked for.
  confirmed_at  timestamptz,
  -- The newest step of time whose code was taken: neither it nor an older one is taken again.
  last_step     bigint not null default 0,
  -- Wrong codes in a row, from wherever.
  failures      integer not null default 0,
  created_at    timestamptz not null default now()
);

-- For who has lost the device. 80 random bits each, so that a plain hash keeps them.
create table mfa_recovery_codes (
  user_id bigint not null references mfa (user_id) on delete cascade,
  hash    bytea not null check (length(hash) = 32),
  used_at timestamptz,
  primary key (user_id, hash)
);

-- Whether a second factor was shown in this log-in.
alter table user_sessions add column second_factor boolean not null default false;
