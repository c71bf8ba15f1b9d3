/** An error as the commands would tell it: for results that hold what went wrong in words. */
export type ErrorWords = (error: unknown) => Promise<{ readonly message: string; readonly hint?: string }>;
