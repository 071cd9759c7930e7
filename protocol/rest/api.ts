/** The REST contract: every route under `/api/v1`, declared once. Server, description and typed clients derive from it. */
import { HttpApi, OpenApi } from "effect/http-api"
import { AuthGroup, UsersGroup } from "./routes/accounts.ts"
import { ActorsGroup } from "./routes/actors.ts"
import { AssessmentsGroup } from "./routes/assessments.ts"
import { AttemptsGroup } from "./routes/attempts.ts"
import { AuditGroup } from "./routes/audit.ts"
import { AuthoringGroup } from "./routes/authoring.ts"
import { BanksGroup } from "./routes/banks.ts"
import { Enveloped } from "./caller.ts"
import { CategoriesGroup } from "./routes/categories.ts"
import { CasesGroup } from "./routes/cases.ts"
import { CoursesGroup } from "./routes/courses.ts"
import { EnrolmentGroup } from "./routes/enrolment.ts"
import { ExchangeGroup } from "./routes/exchange.ts"
import { ContentGroup, FilesGroup, UploadsGroup } from "./routes/files.ts"
import { PeopleGroup } from "./routes/people.ts"
import { ProfileGroup } from "./routes/profile.ts"
import { RecoveryGroup } from "./routes/recovery.ts"
import { MfaGroup } from "./routes/mfa.ts"
import { OrganisationsGroup } from "./routes/organisations.ts"
import { RolesGroup } from "./routes/roles.ts"
import { ScheduleGroup } from "./routes/schedule.ts"
import { SettingsGroup } from "./routes/settings.ts"
import { SittingsGroup } from "./routes/sittings.ts"
import { TeachingGroup } from "./routes/teaching.ts"
import { TimelineGroup } from "./routes/timeline.ts"

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
