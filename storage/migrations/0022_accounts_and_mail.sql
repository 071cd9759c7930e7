-- Mail that has to leave. A row is written with what causes it, and says whom to write to and about what; the text, and
-- the link in it, are made when it leaves, so that neither stands here. `next_at` moves on when a node takes the row up: one
-- that dies with it in hand has it come up again.
create table mail_outbox (
  id              uuid primary key,
  kind            text not null check (length(kind) <= 40),
  -- The address, sealed; gone once nothing more is to be sent.
  recipient       bytea,
  user_id         bigint references users (id) on delete cascade,
  registration_id uuid,
  state           text not null default 'pending' check (state in ('pending', 'sent', 'failed', 'void')),
  attempts        integer not null default 0,
  next_at         timestamptz not null default now(),
  last_error      text check (length(last_error) <= 300),
  created_at      timestamptz not null default now(),
  done_at         timestamptz,
  check ((state = 'pending') = (done_at is null)),
  check ((state = 'pending') = (recipient is not null))
);
create index mail_outbox_due on mail_outbox (next_at) where state = 'pending';
create index mail_outbox_done on mail_outbox (done_at) where state <> 'pending';

-- Somebody who has asked for an account and not shown yet that the address is theirs. It becomes an account, or nothing.
create table registrations (
  id            uuid primary key,
  -- Finds those of an address; the address itself is sealed.
  address_hash  bytea not null,
  address       bytea not null,
  password_hash text not null,
  first_name    text not null check (length(first_name) <= 100),
  last_name     text not null check (length(last_name) <= 100),
  time_zone     text not null,
  created_at    timestamptz not null default now(),
  confirmed_at  timestamptz
);
create index registrations_address on registrations (address_hash, created_at);
create index registrations_created on registrations (created_at);

-- What a mailed link may do, once. The link is this row's id and a signature: nothing here can be turned into one.
create table account_links (
  id              uuid primary key,
  purpose         text not null check (purpose in ('registration', 'password_reset', 'invitation', 'email_change')),
  user_id         bigint references users (id) on delete cascade,
  registration_id uuid references registrations (id) on delete cascade,
  -- The address that was written to, sealed, where it is to become the account's.
  address         bytea,
  expires_at      timestamptz not null,
  used_at         timestamptz,
  check ((purpose = 'registration') = (registration_id is not null)),
  check ((purpose = 'registration') = (user_id is null)),
  check ((purpose = 'email_change') = (address is not null))
);
create index account_links_user on account_links (user_id) where used_at is null;
create index account_links_registration on account_links (registration_id);
create index account_links_expiry on account_links (expires_at);

-- When the account's owner was shown to read mail at its address; null where nobody has asked.
alter table users add column email_confirmed_at timestamptz;

-- Administrators look people up by how their names begin.
create index user_profiles_first_name on user_profiles (lower(first_name) text_pattern_ops);
create index user_profiles_last_name on user_profiles (lower(last_name) text_pattern_ops);
create index users_role on users (role, is_active, id);
