-- Files that people bring. Their bytes lie beside the database under their hash, and several rows may name the same ones.
alter table content_files
  add column sha256  text check (sha256 ~ '^[0-9a-f]{64}$'),
  -- What it is for; null for a file of a packaged lesson, as the hash is.
  add column purpose text check (purpose in ('document', 'image', 'avatar', 'thumbnail')),
  -- May be shown where it is, rather than only saved.
  add column inline  boolean not null default false,
  add column width   integer check (width > 0),
  add column height  integer check (height > 0),
  add constraint content_files_uploaded check ((sha256 is null) = (purpose is null));
drop index content_files_path;
create unique index content_files_path on content_files (file_path) where sha256 is null;
create index content_files_sha256 on content_files (sha256) where sha256 is not null;
create index content_files_uploader on content_files (uploaded_by, id) where sha256 is not null;

-- An upload under way, and for some time what came of it. Where it stands, its bytes on disk say.
create table content_uploads (
  id         uuid primary key default gen_random_uuid(),
  user_id    bigint not null references users (id) on delete cascade,
  name       text not null check (length(name) <= 255),
  mime_type  text not null check (length(mime_type) <= 200),
  purpose    text not null check (purpose in ('document', 'image', 'avatar', 'thumbnail')),
  size       bigint not null check (size > 0),
  sha256     text check (sha256 ~ '^[0-9a-f]{64}$'),
  is_public  boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Once it was looked at, the one or the other.
  file_id    bigint references content_files (id) on delete set null,
  refused    text check (length(refused) <= 500),
  ended_at   timestamptz
);
create index content_uploads_user on content_uploads (user_id) where ended_at is null;
create index content_uploads_expiry on content_uploads (expires_at);

-- Pictures of people and courses, made from what was uploaded.
alter table user_profiles add column avatar_file_id bigint references content_files (id);
alter table courses add column thumbnail_file_id bigint references content_files (id);
create index user_profiles_avatar on user_profiles (avatar_file_id) where avatar_file_id is not null;
create index courses_thumbnail on courses (thumbnail_file_id) where thumbnail_file_id is not null;
