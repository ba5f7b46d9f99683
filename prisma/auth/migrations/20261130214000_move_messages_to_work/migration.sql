-- Messages on their way move to the work queue that the runtime has in every schema; an empty database does not have it yet. What
-- processes of the version before still insert goes there as well, until the table is dropped one release later. A message that
-- they are sending while this runs is sent twice, under the same id.
CREATE FUNCTION "enqueue_outgoing_message"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "work_item" ("id", "kind", "payload", "priority", "due_at", "created_at", "attempts")
  VALUES (NEW."id", 'deliver-message',
    jsonb_build_object('sealed', NEW."sealed", 'recipientHash', NEW."recipient_hash",
      'expiresAt', to_char(NEW."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    1, NEW."due_at", NEW."created_at", NEW."attempts")
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "enqueue_outgoing_message" BEFORE INSERT ON "outgoing_message"
FOR EACH ROW EXECUTE FUNCTION "enqueue_outgoing_message"();

WITH "moved" AS (DELETE FROM "outgoing_message" RETURNING *)
INSERT INTO "outgoing_message" SELECT * FROM "moved" ORDER BY "created_at", "id";
