import { testDatabase } from "../postgres.ts"
import { chainContract } from "./chain-contract.ts"
import { journalContract } from "./journal-contract.ts"
import { keysContract } from "./keys-contract.ts"
import { outagesContract } from "./outages-contract.ts"
import { postgresUnderTest } from "./postgres-under-test.ts"
import { snapshotsContract } from "./snapshots-contract.ts"

const storage = await postgresUnderTest(await testDatabase())
const make = async () => storage

journalContract("on PostgreSQL", make)
chainContract("on PostgreSQL", 100, make)
snapshotsContract("on PostgreSQL", make)
keysContract("on PostgreSQL", make)
outagesContract("on PostgreSQL", make)
