-- CreateTable
CREATE TABLE "occurrence" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "actor_id" TEXT,
    "message_id" TEXT,
    "friend_request_id" TEXT,
    "stream_id" TEXT,
    "data" JSONB NOT NULL,
    "audience" TEXT NOT NULL,
    "audience_key" TEXT,
    "user_ids" TEXT[],
    "channels" TEXT[],
    "group_key" TEXT,
    "batch_id" TEXT,
    "reached_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease" TEXT,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "occurrence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "occurrence_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "actor_id" TEXT,
    "message_id" TEXT,
    "friend_request_id" TEXT,
    "stream_id" TEXT,
    "data" JSONB NOT NULL,
    "group_key" TEXT,
    "batch_id" TEXT,
    "sequence" INTEGER,
    "read_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_head" (
    "user_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "unread" INTEGER NOT NULL,

    CONSTRAINT "inbox_head_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "notification_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease" TEXT,
    "last_error" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preferences" (
    "user_id" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "quiet_from" INTEGER,
    "quiet_to" INTEGER,

    CONSTRAINT "preferences_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "choice" (
    "user_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,

    CONSTRAINT "choice_pkey" PRIMARY KEY ("user_id","type","channel")
);

-- CreateTable
CREATE TABLE "topic_follower" (
    "topic" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "topic_follower_pkey" PRIMARY KEY ("topic","user_id")
);

-- CreateTable
CREATE TABLE "device" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT,
    "place" TEXT NOT NULL,
    "endpoint" TEXT,
    "p256dh" TEXT,
    "auth" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "html" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sending_key" (
    "sender_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "batch_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sending_key_pkey" PRIMARY KEY ("sender_id","key")
);

-- CreateIndex
CREATE INDEX "occurrence_status_due_at_idx" ON "occurrence"("status", "due_at");

-- CreateIndex
CREATE INDEX "notification_created_at_idx" ON "notification"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_occurrence_id_user_id_key" ON "notification"("occurrence_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_user_id_sequence_key" ON "notification"("user_id", "sequence");

-- CreateIndex
CREATE INDEX "delivery_status_due_at_idx" ON "delivery"("status", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_notification_id_channel_device_id_key" ON "delivery"("notification_id", "channel", "device_id");

-- CreateIndex
CREATE INDEX "topic_follower_user_id_topic_idx" ON "topic_follower"("user_id", "topic");

-- CreateIndex
CREATE UNIQUE INDEX "device_place_key" ON "device"("place");

-- CreateIndex
CREATE INDEX "device_user_id_idx" ON "device"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "template_name_locale_version_key" ON "template"("name", "locale", "version");

-- CreateIndex
CREATE INDEX "sending_key_created_at_idx" ON "sending_key"("created_at");

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "notification" ADD CONSTRAINT "notification_read_before_archived" CHECK ("archived_at" IS NULL OR "read_at" IS NOT NULL);
ALTER TABLE "inbox_head" ADD CONSTRAINT "inbox_head_counts" CHECK ("unread" >= 0 AND "unread" <= "sequence");
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_status_known" CHECK ("status" IN ('PENDING', 'SENT', 'SKIPPED', 'DEAD'));
ALTER TABLE "occurrence" ADD CONSTRAINT "occurrence_status_known" CHECK ("status" IN ('PENDING', 'DEAD'));
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_quiet_hours" CHECK (
    ("quiet_from" IS NULL AND "quiet_to" IS NULL)
    OR ("quiet_from" BETWEEN 0 AND 1439 AND "quiet_to" BETWEEN 0 AND 1439 AND "quiet_from" <> "quiet_to")
);

-- At most one unread of a group in an inbox is looked for with every message.
CREATE INDEX "notification_unread_group_idx" ON "notification"("user_id", "group_key")
    WHERE "group_key" IS NOT NULL AND "sequence" IS NOT NULL AND "read_at" IS NULL;

-- A text for every event that people are told of.
INSERT INTO "template" ("id", "name", "locale", "version", "title", "body", "created_at") VALUES
('ntt_019a0000-0000-7000-8000-000000000001', 'auth.user-registered', 'en', 1, 'Welcome, {{nickname}}', 'Your account is ready. Find your friends and say hello.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000002', 'auth.user-registered', 'de', 1, 'Willkommen, {{nickname}}', 'Dein Konto ist bereit. Finde deine Freunde und sag hallo.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000003', 'friends.friend-request-sent', 'en', 1, 'New friend request', '{{actor}} wants to be your friend.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000004', 'friends.friend-request-sent', 'de', 1, 'Neue Freundschaftsanfrage', '{{actor}} möchte mit dir befreundet sein.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000005', 'friends.friendship-started', 'en', 1, 'New friend', '{{actor}} and you are friends now.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000006', 'friends.friendship-started', 'de', 1, 'Neue Freundschaft', '{{actor}} und du seid jetzt befreundet.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000007', 'chat.message-sent', 'en', 1, 'New message', '{{actor}} wrote to you.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000008', 'chat.message-sent', 'de', 1, 'Neue Nachricht', '{{actor}} hat dir geschrieben.', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-000000000009', 'streaming.stream-started', 'en', 1, '{{actor}} is live', '{{stream}}', '2026-11-20'),
('ntt_019a0000-0000-7000-8000-00000000000a', 'streaming.stream-started', 'de', 1, '{{actor}} ist live', '{{stream}}', '2026-11-20');
