-- Verdicts: which attempts people decide about, and what became of each.

-- A preview by staff is in nobody's record; whatever counts attempts leaves these out.
alter table attempts add column preview boolean;
update attempts set preview = false;
alter table attempts alter column preview set not null;

-- One row per attempt that was ever under review. The queue is those whose status is 'under_review'.
create table attempt_reviews (
  attempt_id       bigint primary key,
  user_id          bigint not null references users (id),
  assessment_id    bigint not null references assessments (id),
  course_id        bigint not null references courses (id),
  sitting_id       bigint references exam_sittings (id),
  -- The attempt's.
  status           text not null,
  requested_at     timestamptz not null,
  -- Null: by rule, as where it was terminated.
  requested_by     bigint references users (id),
  reason           text not null,
  proposed_verdict text check (proposed_verdict in ('verified', 'rejected')),
  proposed_by      bigint references users (id),
  proposed_at      timestamptz,
  verdict          text check (verdict in ('verified', 'rejected')),
  decided_at       timestamptz,
  -- User ids of those who gave verdicts so far: an appeal is decided by others.
  reviewers        jsonb not null,
  appealed_at      timestamptz,
  appeal           text check (appeal in ('awaiting', 'upheld', 'dismissed'))
) with (fillfactor = 80);
create index attempt_reviews_queue on attempt_reviews (requested_at) where status = 'under_review';
create index attempt_reviews_sitting on attempt_reviews (sitting_id) where sitting_id is not null;
