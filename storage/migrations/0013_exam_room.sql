-- The room: whether it stands still, and the terms that differ for some (groups and persons).
alter table exam_rooms add column paused_since timestamptz;

create table exam_groups (
  sitting_id bigint not null references exam_sittings (id),
  name       text collate "C" not null,
  -- User ids.
  members    jsonb not null,
  terms      jsonb not null,
  primary key (sitting_id, name)
);

create table exam_terms (
  sitting_id bigint not null references exam_sittings (id),
  user_id    bigint not null references users (id),
  terms      jsonb not null,
  primary key (sitting_id, user_id)
);
