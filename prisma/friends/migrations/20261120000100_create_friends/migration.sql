CREATE TABLE "person" (
    "user_id" TEXT NOT NULL,
    "known_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "pair" (
    "user_low" TEXT NOT NULL,
    "user_high" TEXT NOT NULL,
    "request_id" TEXT,

    CONSTRAINT "pair_pkey" PRIMARY KEY ("user_low","user_high"),
    CONSTRAINT "pair_in_order" CHECK ("user_low" COLLATE "C" < "user_high" COLLATE "C")
);

CREATE TABLE "friend_request" (
    "id" TEXT NOT NULL,
    "sender_id" TEXT NOT NULL,
    "receiver_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "friend_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "friend_request_between_two" CHECK ("sender_id" <> "receiver_id"),
    CONSTRAINT "friend_request_status_known" CHECK ("status" IN ('REQUESTED', 'ACCEPTED', 'REJECTED', 'CANCELLED'))
);

CREATE TABLE "friendship" (
    "user_id" TEXT NOT NULL,
    "friend_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "friendship_pkey" PRIMARY KEY ("user_id","friend_id"),
    CONSTRAINT "friendship_between_two" CHECK ("user_id" <> "friend_id")
);

CREATE TABLE "block" (
    "user_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("user_id","blocked_id"),
    CONSTRAINT "block_between_two" CHECK ("user_id" <> "blocked_id")
);

CREATE TABLE "change_head" (
    "owner_id" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "change_head_pkey" PRIMARY KEY ("owner_id","stream")
);

CREATE TABLE "change" (
    "owner_id" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "other_id" TEXT NOT NULL,
    "request_id" TEXT,
    "status" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_pkey" PRIMARY KEY ("owner_id","stream","sequence"),
    CONSTRAINT "change_tells_one_thing" CHECK (
        ("stream" = 'REQUESTS' AND "request_id" IS NOT NULL AND "status" IS NULL)
        OR ("stream" = 'FRIENDSHIPS' AND "request_id" IS NULL AND "status" IS NOT NULL)
    )
);

CREATE INDEX "friend_request_receiver_id_status_id_idx" ON "friend_request"("receiver_id", "status", "id");
CREATE INDEX "friend_request_sender_id_status_id_idx" ON "friend_request"("sender_id", "status", "id");
CREATE INDEX "friendship_user_id_id_idx" ON "friendship"("user_id", "id");
CREATE INDEX "block_user_id_id_idx" ON "block"("user_id", "id");
CREATE INDEX "change_created_at_idx" ON "change"("created_at");

-- The lock of the pair already sees to it; this proves it: at most one open request between two people.
CREATE UNIQUE INDEX "friend_request_open_key"
    ON "friend_request"(LEAST("sender_id", "receiver_id"), GREATEST("sender_id", "receiver_id"))
    WHERE "status" = 'REQUESTED';
