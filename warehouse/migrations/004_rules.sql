-- Rows of mentions, quotations and events say by which rules they came about. Those of older versions do not;
-- `readout backfill --reannotate` fills them.
ALTER TABLE core.mentions ADD COLUMN rule VARCHAR;
ALTER TABLE core.quotes ADD COLUMN rule VARCHAR;
ALTER TABLE core.quotes ADD COLUMN speaker_rule VARCHAR;
ALTER TABLE core.events ADD COLUMN rule VARCHAR;
ALTER TABLE core.events ADD COLUMN trigger_row VARCHAR;
ALTER TABLE core.events ADD COLUMN actor_rule VARCHAR;
ALTER TABLE core.events ADD COLUMN recipient_rule VARCHAR;
ALTER TABLE core.events ADD COLUMN weights STRUCT(
    certainty DOUBLE, place DOUBLE, status DOUBLE, named DOUBLE, sport DOUBLE, parties DOUBLE
);
