/** The channels of a team, in one row, in the form of the configuration file. */
export const CONFIGURATION_TABLES = `
CREATE TABLE configuration (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  document TEXT NOT NULL
);
`;
