-- Keys of sendings move to the table that the runtime has for idempotency keys in every schema; an empty database does not have
-- it yet. The hash of the input is the SHA-256 of its JSON with sorted keys. Processes of the version before cannot accept a
-- sending with a key any more.
DO $$
BEGIN
  IF to_regclass('idempotency_key') IS NOT NULL THEN
    INSERT INTO "idempotency_key" ("scope", "operation", "key", "input_hash", "outcome", "expires_at")
    SELECT k."sender_id", 'sendNotification', k."key", encode(sha256(convert_to((
        SELECT '{' || string_agg(to_json(field)::text || ':' || CASE WHEN field <> 'data' THEN value::text ELSE (
            SELECT '{' || COALESCE(string_agg(to_json(name)::text || ':' || content::text, ',' ORDER BY name COLLATE "C"), '') || '}'
            FROM json_each(value) AS entry(name, content)) END, ',' ORDER BY field COLLATE "C") || '}'
        FROM json_each(k."input_hash"::json) AS part(field, value)), 'UTF8')), 'hex'),
      jsonb_build_object('ok', true, 'value', jsonb_build_object('batchId', k."batch_id")), k."created_at" + interval '1 day'
    FROM "sending_key" k
    ON CONFLICT DO NOTHING;
  END IF;
END $$;

DROP TABLE "sending_key";
