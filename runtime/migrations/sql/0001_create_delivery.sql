-- Events of this domain on their way to others; kept for a week and until every known consumer has passed them.
CREATE TABLE IF NOT EXISTS "outbox_event" (
    -- Order of insertion; has gaps and says nothing about commits.
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    -- Assigned by the relay: 1, 2, 3 … in commit order.
    "number" BIGINT,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("position")
);

CREATE UNIQUE INDEX IF NOT EXISTS "outbox_event_id_key" ON "outbox_event"("id");
CREATE UNIQUE INDEX IF NOT EXISTS "outbox_event_number_key" ON "outbox_event"("number");

-- The relay looks only for events that have no number yet.
CREATE INDEX IF NOT EXISTS "outbox_event_unnumbered_idx" ON "outbox_event"("position") WHERE "number" IS NULL;

-- One row: the newest number that the relay has assigned.
CREATE TABLE IF NOT EXISTS "outbox_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    -- Created with the database, so that consumers notice when the numbers start again.
    "epoch" TEXT NOT NULL DEFAULT gen_random_uuid(),
    "number" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_head_pkey" PRIMARY KEY ("id")
);

INSERT INTO "outbox_head" ("id") VALUES (1) ON CONFLICT DO NOTHING;

-- The position of each consumer in this domain's events.
CREATE TABLE IF NOT EXISTS "outbox_consumer" (
    "consumer" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_consumer_pkey" PRIMARY KEY ("consumer")
);

-- The position of this domain in the events of each other one.
CREATE TABLE IF NOT EXISTS "inbox_position" (
    "producer" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "number" BIGINT NOT NULL,

    CONSTRAINT "inbox_position_pkey" PRIMARY KEY ("producer")
);

-- Events of other domains whose effect is in this schema.
CREATE TABLE IF NOT EXISTS "inbox_event" (
    "id" TEXT NOT NULL,
    "producer" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("id")
);

-- Events that could not be handled, with their error; they can be retried.
CREATE TABLE IF NOT EXISTS "dead_letter" (
    "id" TEXT NOT NULL,
    "producer" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);
