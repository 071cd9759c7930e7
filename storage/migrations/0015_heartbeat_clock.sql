-- `at` is the engine's time; what the database's clock said beside it tells the next start how far the two were apart, and
-- whether it is the clock that was set or time that has passed (engine/resumed-time.ts).
alter table node_heartbeat add column database_at timestamptz;
