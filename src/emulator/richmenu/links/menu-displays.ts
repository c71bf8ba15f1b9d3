const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Statistics go back three years; a display that ended before is of no use. @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-insight-summary */
const KEPT_MS = 3 * 366 * DAY_MS;

/** From then on, in emulator time, so many users had the menu. */
type DisplayStep = readonly [from: number, users: number];

interface Displays {
  /** As the menu that they are linked to. */
  linked: DisplayStep[];
  /** As the default, to everybody without one of their own. */
  asDefault: DisplayStep[];
}

/** How many users each menu was displayed to, and when: what its statistics follow from. An hour is one step. */
export class MenuDisplays {
  readonly #menus = new Map<number, Displays>();

  begin(menu: number): void {
    this.#menus.set(menu, { linked: [], asDefault: [] });
  }

  end(menu: number): void {
    this.#menus.delete(menu);
  }

  linked(menu: number, users: number, at: number): void {
    const displays = this.#menus.get(menu);
    if (displays !== undefined) displays.linked = continued(displays.linked, users, at);
  }

  asDefault(menu: number, users: number, at: number): void {
    const displays = this.#menus.get(menu);
    if (displays !== undefined) displays.asDefault = continued(displays.asDefault, users, at);
  }

  /** How many users had the menu on average over a day that begins then. */
  usersOn(menu: number, dayStart: number): number {
    const { linked = [], asDefault = [] } = this.#menus.get(menu) ?? {};
    return averageOver(linked, dayStart) + averageOver(asDefault, dayStart);
  }

  toData(): readonly MenuDisplaysData[] {
    return [...this.#menus].map(([menu, displays]) => ({ menu, ...displays }));
  }

  restore(data: readonly MenuDisplaysData[]): void {
    for (const { menu, linked, asDefault } of data)
      this.#menus.set(menu, { linked: [...linked], asDefault: [...asDefault] });
  }
}

/** The displays of a menu as plain data. */
export interface MenuDisplaysData {
  readonly menu: number;
  readonly linked: readonly DisplayStep[];
  readonly asDefault: readonly DisplayStep[];
}

function continued(steps: DisplayStep[], users: number, at: number): DisplayStep[] {
  const last = steps.at(-1);
  if (last !== undefined && at < last[0] + HOUR_MS) steps[steps.length - 1] = [last[0], users];
  else steps.push([at, users]);
  // Looked at now and then: most menus never have as many.
  return steps.length % 1024 === 0 ? steps.filter(([from]) => at - KEPT_MS < from) : steps;
}

function averageOver(steps: readonly DisplayStep[], dayStart: number): number {
  const dayEnd = dayStart + DAY_MS;
  const spans = steps.map(([from, users], place) => {
    const until = steps[place + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    return users * Math.max(0, Math.min(until, dayEnd) - Math.max(from, dayStart));
  });
  return spans.reduce((sum, span) => sum + span, 0) / DAY_MS;
}
