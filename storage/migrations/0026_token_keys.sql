-- The keys that access tokens are signed with, of all nodes together. Only the private half is kept, wrapped under the
-- installation's secret with its id: a row that somebody else wrote does not open and is no key.
create table token_keys (
  -- RFC 7638 thumbprint of the public half; `kid` in a token's header.
  kid        text primary key check (kid ~ '^[A-Za-z0-9_-]{43}$'),
  wrapped    bytea not null,
  -- Made ahead of it, so that every node and every reader of the published keys knows it by then.
  signs_from timestamptz not null
);
