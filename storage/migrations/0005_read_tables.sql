-- Read tables: written by projections in the journal's own statement, rebuilt from it by `npm run rebuild`. No column
-- fills itself in. Their natural keys are their primary keys.

create table course_roster (
  course_id    bigint not null references courses (id),
  user_id      bigint not null references users (id),
  version_id   bigint references course_versions (id),
  enrolled_at  timestamptz not null,
  withdrawn_at timestamptz,
  primary key (course_id, user_id)
);

create table course_enrollments (
  user_id             bigint not null references users (id),
  course_id           bigint not null references courses (id),
  version_id          bigint references course_versions (id),
  enrolled_at         timestamptz not null,
  completed_at        timestamptz,
  progress_percentage numeric(5, 2) not null check (progress_percentage between 0 and 100),
  last_accessed       timestamptz,
  primary key (user_id, course_id)
) with (fillfactor = 80);
create index course_enrollments_course on course_enrollments (course_id);

create table user_progress (
  user_id       bigint not null references users (id),
  course_id     bigint not null references courses (id),
  module_id     bigint not null references course_modules (id),
  completed_at  timestamptz,
  -- Seconds of verified time.
  time_spent    integer not null check (time_spent >= 0),
  -- Resume position in a video, in milliseconds.
  last_position integer check (last_position >= 0),
  -- Milliseconds of a video that were really watched.
  watched       integer check (watched >= 0),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (user_id, course_id, module_id)
) with (fillfactor = 70);

create table learning_analytics (
  user_id       bigint not null references users (id),
  course_id     bigint not null references courses (id),
  session_start timestamptz not null,
  session_end   timestamptz,
  -- Seconds.
  time_spent    integer not null check (time_spent >= 0),
  pages_viewed  integer not null,
  interactions  integer not null,
  created_at    timestamptz not null,
  primary key (user_id, course_id, session_start)
);
create index learning_analytics_course on learning_analytics (course_id, session_start);

create table user_streaks (
  user_id      bigint primary key references users (id),
  current_days integer not null check (current_days >= 0),
  longest_days integer not null check (longest_days >= current_days),
  last_day     date
);

create table attempts (
  id             bigint primary key,
  user_id        bigint not null references users (id),
  assessment_id  bigint not null references assessments (id),
  course_id      bigint not null references courses (id),
  sitting_id     bigint references exam_sittings (id),
  attempt_number integer not null check (attempt_number >= 1),
  status         text not null,
  paper_hash     text collate "C",
  created_at     timestamptz not null,
  started_at     timestamptz,
  deadline_at    timestamptz,
  ended_at       timestamptz,
  submitted_at   timestamptz,
  graded_at      timestamptz
) with (fillfactor = 80);
create index attempts_user on attempts (user_id, assessment_id);
create index attempts_sitting on attempts (sitting_id) where sitting_id is not null;
create index attempts_running on attempts (id) where started_at is not null and ended_at is null;

-- One row per attempt that was handed in; its id is the attempt's. Answers are sealed.
create table assessment_submissions (
  id             bigint primary key,
  user_id        bigint not null references users (id),
  assessment_id  bigint not null references assessments (id),
  answers        jsonb not null,
  -- Per cent of the total marks, exact.
  score          numeric,
  marks          numeric,
  max_marks      numeric,
  passed         boolean,
  provisional    boolean,
  submitted_at   timestamptz not null,
  graded_at      timestamptz,
  feedback       text,
  attempt_number integer not null check (attempt_number >= 1)
) with (fillfactor = 80);
create index idx_submissions_user_assessment on assessment_submissions (user_id, assessment_id);

create table exam_rooms (
  sitting_id    bigint primary key references exam_sittings (id),
  assessment_id bigint not null references assessments (id),
  course_id     bigint not null references courses (id),
  title         text not null,
  status        text not null,
  opens_at      timestamptz,
  closes_at     timestamptz,
  opened_at     timestamptz,
  closed_at     timestamptz,
  proctors      jsonb not null
);

create table exam_admissions (
  sitting_id    bigint not null references exam_sittings (id),
  attempt_id    bigint not null,
  user_id       bigint not null references users (id),
  registered_at timestamptz not null,
  released_at   timestamptz,
  primary key (sitting_id, attempt_id)
);

-- Feeds: one row per attempt on a proctors' wall, per learner on a course's board. Changed at every answer, by key only:
-- room is left in each page so that the new row version stays beside the old one.
create table wall_rows (
  group_id bigint not null,
  key      text collate "C" not null,
  seq      bigint not null,
  row      jsonb not null,
  primary key (group_id, key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

create table board_rows (
  group_id bigint not null,
  key      text collate "C" not null,
  seq      bigint not null,
  row      jsonb not null,
  primary key (group_id, key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
