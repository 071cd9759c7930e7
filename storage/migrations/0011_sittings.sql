-- What an exam asks before the start.
alter table assessments
  -- From the end of one attempt to the start of the next, at least.
  add column spacing       interval check (spacing > interval '0'),
  -- Modules of the same version, to be completed first.
  add column prerequisites bigint[] not null default '{}',
  -- What a learner has to consent to.
  add column consent       text check (length(consent) between 1 and 10000);

-- What a sitting asks of its attempts, and where it belongs.
alter table exam_sittings
  add column room            text check (length(room) between 1 and 255),
  -- Sittings of one exam that belong together, such as the mornings of a week.
  add column series          text check (length(series) between 1 and 255),
  add column password_hash   text,
  -- From where it may be sat; none: from anywhere.
  add column addresses       cidr[] not null default '{}',
  add column check_required  boolean not null default false,
  add column review          text not null default 'flagged' check (review in ('none', 'flagged', 'all')),
  add column second_reviewer boolean not null default true,
  -- Over how long the learners are let in after the opening.
  add column jitter          interval not null default interval '0' check (jitter between interval '0' and interval '10 minutes'),
  -- How long late answers await a decision, and how long after expiry time may still be granted.
  add column adjudication    interval not null default interval '24 hours' check (adjudication >= interval '0'),
  add column reopening       interval not null default interval '1 hour' check (reopening >= interval '0'),
  add column created_by      bigint references users (id),
  -- The number under which its actor is told of the change: it rises with each.
  add column changed_at      timestamptz not null default now(),
  -- Called off before it opened. Its row stays, since its actor knows it.
  add column withdrawn_at    timestamptz;

-- Who may sit it. None: everybody who is enrolled.
create table sitting_learners (
  sitting_id bigint not null references exam_sittings (id) on delete cascade,
  user_id    bigint not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (sitting_id, user_id)
);
create index sitting_learners_user on sitting_learners (user_id);
