/** The REST contract: every route under `/api/v1`, declared once. Server, description and typed clients derive from it. */
import { HttpApi, OpenApi } from "effect/http-api"
import { AuthGroup, UsersGroup } from "./accounts.ts"
import { ActorsGroup } from "./actors.ts"
import { AssessmentsGroup } from "./assessments.ts"
import { AttemptsGroup } from "./attempts.ts"
import { AuditGroup } from "./audit.ts"
import { AuthoringGroup } from "./authoring.ts"
import { BanksGroup } from "./banks.ts"
import { Enveloped } from "./caller.ts"
import { CategoriesGroup } from "./categories.ts"
import { CasesGroup } from "./cases.ts"
import { CoursesGroup } from "./courses.ts"
import { EnrolmentGroup } from "./enrolment.ts"
import { ExchangeGroup } from "./exchange.ts"
import { ContentGroup, FilesGroup, UploadsGroup } from "./files.ts"
import { PeopleGroup } from "./people.ts"
import { ProfileGroup } from "./profile.ts"
import { RecoveryGroup } from "./recovery.ts"
import { MfaGroup } from "./mfa.ts"
import { OrganisationsGroup } from "./organisations.ts"
import { RolesGroup } from "./roles.ts"
import { ScheduleGroup } from "./schedule.ts"
import { SettingsGroup } from "./settings.ts"
import { SittingsGroup } from "./sittings.ts"
import { TeachingGroup } from "./teaching.ts"
import { TimelineGroup } from "./timeline.ts"

export const Api = HttpApi.make("stoa")
  .add(
    AuthGroup,
    RecoveryGroup,
    UsersGroup,
    ProfileGroup,
    PeopleGroup,
    MfaGroup,
    CoursesGroup,
    CategoriesGroup,
    EnrolmentGroup,
    AuthoringGroup,
    TeachingGroup,
    AssessmentsGroup,
    AttemptsGroup,
    BanksGroup,
    ExchangeGroup,
    CasesGroup,
    ScheduleGroup,
    SittingsGroup,
    TimelineGroup,
    UploadsGroup,
    FilesGroup,
    ContentGroup,
    AuditGroup,
    SettingsGroup,
    OrganisationsGroup,
    RolesGroup,
    ActorsGroup
  )
  .middleware(Enveloped)
  .prefix("/api/v1")
  // A field nobody declared is a mistake of the sender's that would otherwise go unnoticed.
  .annotate(HttpApi.PayloadParseOptions, { onExcessProperty: "error", errors: "all" })
  .annotate(HttpApi.QueryParseOptions, { onExcessProperty: "error" })
  .annotateMerge(
    OpenApi.annotations({
      title: "Stoa",
      version: "1",
      description:
        "The REST fallback of Stoa's live protocol: the same commands to the same actors. Every answer has status, data, meta and " +
        "errors. Writes that name an Idempotency-Key header take effect once for each key, and answer again what they answered first."
    })
  )
export type Api = typeof Api
