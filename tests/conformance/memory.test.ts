import { makeMemoryStorage } from "../../storage/memory/memory-storage.ts"
import { chainContract } from "./chain-contract.ts"
import { journalContract } from "./journal-contract.ts"
import { keysContract } from "./keys-contract.ts"
import { outagesContract } from "./outages-contract.ts"
import { snapshotsContract } from "./snapshots-contract.ts"
import type { StorageUnderTest } from "./storage-under-test.ts"

const make = async (): Promise<StorageUnderTest> => {
  const storage = makeMemoryStorage()
  return {
    ...storage,
    damageSnapshot: async (actor) => storage.damageSnapshot(actor),
    storedRows: async (actor) => storage.storedRows(actor),
    elsewhere: storage.journal
  }
}

journalContract("in memory", make)
chainContract("in memory", 300, make)
snapshotsContract("in memory", make)
keysContract("in memory", make)
outagesContract("in memory", make)
