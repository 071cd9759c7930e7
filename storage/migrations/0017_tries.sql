-- How often a password or a code was tried for an account from an address, on whichever node. The account is named by a keyed
-- hash of what was typed, so that an account that does not exist is counted like one that does and no e-mail stands here.
create table tries (
  account      bytea not null check (length(account) = 32),
  address      text not null,
  count        integer not null check (count >= 1),
  since        timestamptz not null default now(),
  -- Set by the last try that was allowed: until then there is no other.
  locked_until timestamptz,
  primary key (account, address)
);
create index tries_since on tries (since);
