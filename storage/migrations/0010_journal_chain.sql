-- The sender's own clock, and the row's link in its actor's hash chain (storage/integrity/chain.ts). Rows from before
-- have neither: an actor's chain begins with its first row that has a link.
alter table journal add column claimed_at bigint, add column chain text collate "C";
