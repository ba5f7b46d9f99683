CREATE TABLE "conversation" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT,
    "direct_key" TEXT,
    "room_key" TEXT,
    "stream_id" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3) NOT NULL,
    "last_sequence" BIGINT NOT NULL DEFAULT 0,
    "change_sequence" BIGINT NOT NULL DEFAULT 0,
    "projected_sequence" BIGINT NOT NULL DEFAULT 0,
    "member_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "conversation_kind_known" CHECK ("kind" IN ('DIRECT', 'GROUP', 'ROOM')),
    CONSTRAINT "conversation_direct_has_pair" CHECK (("kind" = 'DIRECT') = ("direct_key" IS NOT NULL))
);

CREATE TABLE "member" (
    "conversation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_change" BIGINT NOT NULL,
    "read_sequence" BIGINT NOT NULL DEFAULT 0,
    "delivered_sequence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "member_pkey" PRIMARY KEY ("conversation_id", "user_id"),
    CONSTRAINT "member_role_known" CHECK ("role" IN ('OWNER', 'ADMIN', 'MEMBER')),
    CONSTRAINT "member_delivered_before_read" CHECK ("delivered_sequence" >= "read_sequence")
);

CREATE TABLE "message" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "client_message_id" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("conversation_id", "sequence")
);

CREATE TABLE "conversation_change" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id" TEXT,
    "member_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_change_pkey" PRIMARY KEY ("conversation_id", "sequence")
);

CREATE TABLE "person_change" (
    "user_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id" TEXT,
    "member_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_change_pkey" PRIMARY KEY ("user_id", "sequence")
);

CREATE TABLE "person_head" (
    "user_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "person_head_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "presence" (
    "user_id" TEXT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presence_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "friendship" (
    "user_id" TEXT NOT NULL,
    "friend_id" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "friendship_pkey" PRIMARY KEY ("user_id", "friend_id")
);

CREATE TABLE "block" (
    "blocker_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("blocker_id", "blocked_id")
);

CREATE UNIQUE INDEX "conversation_direct_key_key" ON "conversation"("direct_key");
CREATE UNIQUE INDEX "conversation_room_key_key" ON "conversation"("room_key");
CREATE UNIQUE INDEX "conversation_stream_id_key" ON "conversation"("stream_id");
CREATE INDEX "member_user_id_idx" ON "member"("user_id");
CREATE INDEX "message_id_idx" ON "message"("id");
CREATE UNIQUE INDEX "message_conversation_id_author_id_client_message_id_key" ON "message"("conversation_id", "author_id", "client_message_id");
CREATE INDEX "person_change_created_at_idx" ON "person_change"("created_at");
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- What the projector looks for: conversations whose changes have not all been brought to their members.
CREATE INDEX "conversation_unprojected_idx" ON "conversation"("id") WHERE "projected_sequence" < "change_sequence";

-- The list of public rooms, most active first.
CREATE INDEX "conversation_rooms_idx" ON "conversation"("active_at" DESC, "id" DESC) WHERE "kind" = 'ROOM';

ALTER TABLE "member" ADD CONSTRAINT "member_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "conversation_change" ADD CONSTRAINT "conversation_change_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
