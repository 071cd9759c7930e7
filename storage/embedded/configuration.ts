/** The embedded server's postgresql.conf, written anew at each start: safe before fast, sized to the machine. */
import { availableParallelism, totalmem } from "node:os"

const mebibyte = 1024 * 1024

/** Memory this process may count on: a container's limit, if there is one, or the machine's. */
const machineMemory = (): number => {
  const limit = process.constrainedMemory()
  return limit > 0 && limit < totalmem() ? limit : totalmem()
}

const within = (least: number, most: number, value: number): number => Math.round(Math.max(least, Math.min(most, value)))

export interface Sizing {
  /** Bytes the database may plan with; the machine's by default, a fraction of which it really takes. */
  readonly memory?: number
}

export const configuration = (sizing: Sizing = {}): string => {
  const memory = (sizing.memory ?? machineMemory()) / mebibyte
  const settings: Readonly<Record<string, string | number>> = {
    // What is acknowledged survives a power cut.
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    // Loopback only; no socket file that another user could meet.
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    password_encryption: "'scram-sha-256'",
    max_connections: 100,
    // The engine and the operating system's cache live on the same machine.
    shared_buffers: `${within(32, 4096, memory / 8)}MB`,
    effective_cache_size: `${within(128, 65_536, memory / 2)}MB`,
    work_mem: `${within(4, 32, memory / 1024)}MB`,
    maintenance_work_mem: `${within(32, 512, memory / 32)}MB`,
    max_parallel_workers: availableParallelism(),
    // Checkpoints seldom and spread out: each is followed by a wave of full pages in the log.
    max_wal_size: `${within(512, 4096, memory / 8)}MB`,
    min_wal_size: "160MB",
    checkpoint_timeout: "15min",
    checkpoint_completion_target: 0.9,
    wal_buffers: "16MB",
    random_page_cost: 1.1,
    jit: "off",
    // Feeds and alarms change the same rows all the time.
    autovacuum_naptime: "15s",
    autovacuum_vacuum_cost_limit: 1000,
    tcp_keepalives_idle: 60,
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    lc_messages: "'C'",
    log_destination: "'stderr'",
    log_line_prefix: "'%m [%p] '",
    log_checkpoints: "off",
    cluster_name: "'stoa'"
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return `# Written by Stoa at each start; changes made here are lost.\n${lines.join("\n")}\n`
}
