/**
 * Who did what with a broadcast, kept for the day on which somebody asks.
 *
 * - `created`: stored it.
 * - `agreed`: said yes to its card, so that it may be sent, or that a worker may begin it at its time.
 * - `released`: had it run, or go on.
 */
export interface Act {
  readonly what: 'created' | 'agreed' | 'released';
  /** `anna@desk`, or whoever a CI service names; null where nobody can tell. */
  readonly who: string | null;
  /** By which verb, and what on its line agreed. */
  readonly how: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly planHash: string;
}

/** Who may run a broadcast without being told to each time: a worker, at its time; null for nobody. */
export type RunsBy = 'worker' | null;

/** Where CI services say who began a job, and what they are called. @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables @see https://docs.gitlab.com/ci/variables/predefined_variables/ */
const CI_ACTORS: readonly (readonly [service: string, mark: string, actor: string])[] = [
  ['GitHub Actions', 'GITHUB_ACTIONS', 'GITHUB_ACTOR'],
  ['GitLab CI', 'GITLAB_CI', 'GITLAB_USER_LOGIN'],
  ['CircleCI', 'CIRCLECI', 'CIRCLE_USERNAME'],
  ['Buildkite', 'BUILDKITE', 'BUILDKITE_BUILD_CREATOR'],
];

/** Who is at the keyboard, or began the job of a CI service. */
export function whoActs(
  env: Readonly<Record<string, string | undefined>>,
  { user, host }: { readonly user: string | null; readonly host: string },
): string | null {
  for (const [service, mark, variable] of CI_ACTORS) {
    const actor = env[variable]?.trim();
    if (env[mark] && actor) return `${actor} (${service})`;
  }
  return user === null ? null : `${user}@${host}`;
}
