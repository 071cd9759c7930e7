/** Every page and where it is. The first load brings the frame; each room comes when it is entered. */
import { Navigate, Route, Router, type RouteSectionProps } from "@solidjs/router"
import { ErrorBoundary, Show, Suspense, type JSX, type ParentComponent } from "solid-js"
import { Frame } from "./frame/frame.tsx"
import { LogIn } from "./frame/log-in.tsx"
import { Missing } from "./frame/missing.tsx"
import "./frame/mailed/link.ts"
import { account, isOpen, isRestored, mustEnrol } from "./frame/stoa.ts"
import { lazily } from "./parts/lazily.tsx"
import { Failure, Loading } from "./parts/states.tsx"

const Board = lazily(() => import("./teach/board.tsx"))
const Account = lazily(() => import("./frame/own/account.tsx"))
const EnrolFirst = lazily(() => import("./frame/own/enrol-first.tsx"))
const AttemptPage = lazily(() => import("./exam/attempt-page.tsx"))
const Confirm = lazily(() => import("./frame/mailed/confirm.tsx"))
const Invitation = lazily(() => import("./frame/mailed/invitation.tsx"))
const MailedPassword = lazily(() => import("./frame/mailed/password.tsx"))
const Forgot = lazily(() => import("./frame/forgot.tsx"))
const Register = lazily(() => import("./frame/register.tsx"))
const Rooms = lazily(() => import("./proctor/rooms.tsx"))
const Reviews = lazily(() => import("./proctor/reviews.tsx"))
const Case = lazily(() => import("./proctor/case.tsx"))
const OneLearner = lazily(() => import("./proctor/one-learner.tsx"))
const Room = lazily(() => import("./proctor/room.tsx"))

const Courses = lazily(() => import("./learn/courses.tsx"))
const Course = lazily(() => import("./learn/course.tsx"))
const Lesson = lazily(() => import("./learn/lesson.tsx"))
const Assessment = lazily(() => import("./learn/assessment.tsx"))

/** Where somebody comes to who names no page: to what their role does first. */
const Home = (): JSX.Element => <Navigate href={account()?.role === "proctor" ? "/rooms" : "/courses"} />

/**
 * What waits or fails in a page is shown in its place, until it is tried again or one goes elsewhere. It has to be made in here: what is
 * made outside fails outside.
 */
const Inside: ParentComponent = (props) => (
  <ErrorBoundary fallback={(error: unknown, again) => <Failure error={error} onRetry={again} />}>
    <Suspense fallback={<Loading />}>{props.children}</Suspense>
  </ErrorBoundary>
)

/** Whoever is not logged in is asked here, at any address, and goes on to where they wanted to go. */
const Gate: ParentComponent = (props) => (
  <Show
    when={isOpen()}
    fallback={
      <Show when={isRestored()}>
        <LogIn />
      </Show>
    }
  >
    <Show
      when={!mustEnrol()}
      fallback={
        <Inside>
          <EnrolFirst />
        </Inside>
      }
    >
      {props.children}
    </Show>
  </Show>
)

const LoggedIn = (props: RouteSectionProps): JSX.Element => (
  <Gate>
    <Frame>
      <Inside>{props.children}</Inside>
    </Frame>
  </Gate>
)

/** Without the rooms' frame around it: an attempt has its own. */
const Sitting = (props: RouteSectionProps): JSX.Element => (
  <Gate>
    <Inside>{props.children}</Inside>
  </Gate>
)

const Outside = (props: RouteSectionProps): JSX.Element => <Inside>{props.children}</Inside>

export const App = (): JSX.Element => (
  <Router>
    <Route component={Outside}>
      <Route path="/register" component={Register} />
      <Route path="/forgot" component={Forgot} />
      <Route path="/account/confirm" component={Confirm} />
      <Route path="/account/password" component={MailedPassword} />
    </Route>
    <Route component={Sitting}>
      <Route path="/attempts/:id" component={AttemptPage} />
    </Route>
    <Route component={LoggedIn}>
      <Route path="/" component={Home} />
      <Route path="/account" component={Account} />
      <Route path="/courses" component={Courses} />
      <Route path="/courses/invitation" component={Invitation} />
      <Route path="/courses/:id" component={Course} />
      <Route path="/courses/:id/modules/:moduleId" component={Lesson} />
      <Route path="/assessments/:id" component={Assessment} />
      <Route path="/courses/:id/board" component={Board} />
      <Route path="/reviews" component={Reviews} />
      <Route path="/reviews/:attemptId" component={Case} />
      <Route path="/rooms" component={Rooms} />
      <Route path="/rooms/:id" component={Room}>
        <Route path="/" />
        <Route path="/attempts/:attemptId" component={OneLearner} />
      </Route>
      <Route path="*" component={Missing} />
    </Route>
  </Router>
)
