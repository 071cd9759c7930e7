-- Finds the rows of a time without a scan: what was written shortly before a crash, to be vouched for at the next boot
-- (storage/integrity/left-behind.ts). Rows come in the order of `at`, so that a block range's first and last say it all;
-- such an index is a few pages, and an insert leaves it alone nearly always.
create index journal_at on journal using brin (at) with (autosummarize = on);
