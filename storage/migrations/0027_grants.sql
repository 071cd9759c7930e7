-- Who may enrol in a priced course without paying, and why.
create table course_grants (
  course_id  bigint not null references courses (id) on delete cascade,
  user_id    bigint not null references users (id) on delete cascade,
  granted_by bigint references users (id),
  reason     text not null check (length(reason) between 1 and 2000),
  granted_at timestamptz not null default now(),
  primary key (course_id, user_id)
);
create index course_grants_user on course_grants (user_id);
