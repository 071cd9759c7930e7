-- Certificates are issued by the learner actor: a read table, rebuilt from the journal, no column of which fills itself in.
-- The one that waited for its writer is empty. A person may have several for a course, one after the other; at most one of
-- them is valid. That is not a constraint: a batch may restore one and withdraw another in either order.
drop table certificates;
create table certificates (
  certificate_number text collate "C" primary key check (length(certificate_number) <= 100),
  user_id            bigint not null references users (id),
  course_id          bigint not null references courses (id),
  version_id         bigint not null references course_versions (id),
  -- Since when the course is complete, by what this certificate certifies.
  completed_at       timestamptz not null,
  issued_at          timestamptz not null,
  -- Not valid since; null while it is.
  withdrawn_at       timestamptz check (withdrawn_at >= issued_at),
  -- sha-256, in hex, over what the certificate states.
  verification_hash  text collate "C" not null check (verification_hash ~ '^[0-9a-f]{64}$')
);
create index idx_certificates_user on certificates (user_id, course_id);
create unique index idx_certificates_verification on certificates (verification_hash);
