-- What a request with an Idempotency-Key was answered, for a day, so that its repetition is not done again. The answer is
-- sealed: it may name people. Without an answer the request is under way, or its node ended with it.
create table kept_answers (
  user_id bigint not null references users (id),
  key text not null,
  digest text not null,
  claim uuid not null default gen_random_uuid(),
  claimed_at timestamptz not null default now(),
  status smallint,
  entity_tag text,
  answer bytea,
  primary key (user_id, key)
);
create index kept_answers_by_age on kept_answers (claimed_at);
