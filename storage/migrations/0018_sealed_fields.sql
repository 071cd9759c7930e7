-- E-mail, phone and the profile's free text, sealed under the person's key (storage/personal-fields.ts). SQL has no keys:
-- what stood here in the clear moves aside, and the next start seals it before anybody is let in. Whoever still writes
-- the old columns fails, rather than leaving an address in the clear.
alter table users rename column email to unsealed_email;
alter table users alter column unsealed_email drop not null;
alter table users
  -- base64url of an HMAC over the address; null once the person is erased.
  add column email_hash text collate "C" unique,
  add column email_sealed text,
  add check ((email_hash is null) = (email_sealed is null));

alter table user_profiles rename column phone to unsealed_phone;
alter table user_profiles rename column bio to unsealed_bio;
alter table user_profiles add column phone_sealed text, add column bio_sealed text;

-- Which master key wraps a key, by its name; null for those from before names, which were wrapped by the only one.
alter table person_keys.person_keys add column master text;

-- Keys of the installation as a whole, each made once and wrapped under the master key, so that it may change.
create table person_keys.shared_keys (
  name       text primary key,
  wrapped    bytea not null,
  master     text not null,
  created_at timestamptz not null default now()
);
