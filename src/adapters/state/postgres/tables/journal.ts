/** Attempts that no ledger holds, so that every machine of a team knows them; the lines are those of the journal's files. */
export const JOURNAL_TABLES = `
CREATE TABLE journal_line (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject TEXT NOT NULL,
  at BIGINT NOT NULL,
  line TEXT NOT NULL
);
CREATE INDEX journal_line_of_subject ON journal_line (subject, id);
CREATE INDEX journal_line_by_age ON journal_line (at);
`;
