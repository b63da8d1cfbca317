-- A term of office without an end was open in the month in which it was last seen, and lapses after a year.
ALTER TABLE IF EXISTS ref.office_holders ADD COLUMN IF NOT EXISTS last_seen VARCHAR;
