CREATE TABLE "outbox_event" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "number" BIGINT,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("position")
);

CREATE TABLE "outbox_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" TEXT NOT NULL DEFAULT gen_random_uuid(),
    "number" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_head_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "outbox_consumer" (
    "consumer" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_consumer_pkey" PRIMARY KEY ("consumer")
);

CREATE TABLE "inbox_position" (
    "producer" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "number" BIGINT NOT NULL,

    CONSTRAINT "inbox_position_pkey" PRIMARY KEY ("producer")
);

CREATE TABLE "inbox_event" (
    "id" TEXT NOT NULL,
    "producer" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "dead_letter" (
    "id" TEXT NOT NULL,
    "producer" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");
CREATE UNIQUE INDEX "outbox_event_number_key" ON "outbox_event"("number");

-- The relay looks only for what it has not numbered yet.
CREATE INDEX "outbox_event_unnumbered_idx" ON "outbox_event"("position") WHERE "number" IS NULL;

INSERT INTO "outbox_head" ("id") VALUES (1);
