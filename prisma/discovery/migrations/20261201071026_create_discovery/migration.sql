-- CreateTable
CREATE TABLE "discovery_person" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "birth_date" DATE,
    "gender" TEXT,
    "interests" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "interest_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "city" TEXT,
    "country" TEXT,
    "visibility" TEXT,
    "profile_revision" INTEGER NOT NULL DEFAULT 0,
    "is_verified" BOOLEAN NOT NULL DEFAULT false,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "enabled_at" TIMESTAMPTZ(3),
    "is_paused" BOOLEAN NOT NULL DEFAULT false,
    "paused_until" TIMESTAMPTZ(3),
    "headline" TEXT,
    "intent" TEXT,
    "is_incognito" BOOLEAN NOT NULL DEFAULT false,
    "cell" TEXT,
    "located_at" TIMESTAMPTZ(3),
    "location_times" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
    "genders" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "min_age" INTEGER NOT NULL DEFAULT 18,
    "max_age" INTEGER NOT NULL DEFAULT 120,
    "max_distance_km" INTEGER,
    "sought_interests" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sought_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "dealbreakers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "languages" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "only_verified" BOOLEAN NOT NULL DEFAULT false,
    "only_active_days" INTEGER,
    "last_active_at" TIMESTAMPTZ(3),
    "shown_count" INTEGER NOT NULL DEFAULT 0,
    "received_likes" INTEGER NOT NULL DEFAULT 0,
    "answered_likes" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "is_listed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "discovery_person_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "discovery_prompt" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "answer" TEXT NOT NULL,

    CONSTRAINT "discovery_prompt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery_impression" (
    "viewer_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL,
    "is_counted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "discovery_impression_pkey" PRIMARY KEY ("viewer_id","user_id")
);

-- CreateTable
CREATE TABLE "discovery_decision" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "other_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "comment" TEXT,
    "photo_id" TEXT,
    "prompt_id" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "hidden_until" TIMESTAMPTZ(3),

    CONSTRAINT "discovery_decision_pkey" PRIMARY KEY ("user_id","other_id")
);

-- CreateTable
CREATE TABLE "discovery_match" (
    "id" TEXT NOT NULL,
    "low_id" TEXT NOT NULL,
    "high_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "talking_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "end_reason" TEXT,

    CONSTRAINT "discovery_match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery_quota" (
    "user_id" TEXT NOT NULL,
    "likes" INTEGER NOT NULL DEFAULT 0,
    "superlikes" INTEGER NOT NULL DEFAULT 0,
    "rewinds" INTEGER NOT NULL DEFAULT 0,
    "resets_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "discovery_quota_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "discovery_daily_pick" (
    "day" DATE NOT NULL,
    "user_id" TEXT NOT NULL,
    "other_id" TEXT NOT NULL,
    "score" INTEGER NOT NULL,

    CONSTRAINT "discovery_daily_pick_pkey" PRIMARY KEY ("day","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "discovery_person_id_key" ON "discovery_person"("id");

-- CreateIndex
CREATE INDEX "discovery_prompt_user_id_position_idx" ON "discovery_prompt"("user_id", "position");

-- CreateIndex
CREATE INDEX "discovery_impression_user_id_idx" ON "discovery_impression"("user_id");

-- CreateIndex
CREATE INDEX "discovery_impression_shown_at_idx" ON "discovery_impression"("shown_at");

-- CreateIndex
CREATE UNIQUE INDEX "discovery_decision_id_key" ON "discovery_decision"("id");

-- CreateIndex
CREATE INDEX "discovery_decision_user_id_id_idx" ON "discovery_decision"("user_id", "id");

-- CreateIndex
CREATE INDEX "discovery_decision_other_id_idx" ON "discovery_decision"("other_id");

-- CreateIndex
CREATE INDEX "discovery_match_low_id_id_idx" ON "discovery_match"("low_id", "id");

-- CreateIndex
CREATE INDEX "discovery_match_high_id_id_idx" ON "discovery_match"("high_id", "id");

-- CreateIndex
CREATE INDEX "discovery_match_ended_by_idx" ON "discovery_match"("ended_by");

-- CreateIndex
CREATE UNIQUE INDEX "discovery_match_low_id_high_id_key" ON "discovery_match"("low_id", "high_id");

-- CreateIndex
CREATE INDEX "discovery_daily_pick_user_id_idx" ON "discovery_daily_pick"("user_id");

-- CreateIndex
CREATE INDEX "discovery_daily_pick_other_id_idx" ON "discovery_daily_pick"("other_id");

-- AddForeignKey
ALTER TABLE "discovery_prompt" ADD CONSTRAINT "discovery_prompt_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "discovery_person"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the walks of a deck follow, each from its newest or rarest person on.
CREATE INDEX "discovery_person_active_idx" ON "discovery_person"("gender", "last_active_at" DESC) WHERE "is_listed";
CREATE INDEX "discovery_person_joined_idx" ON "discovery_person"("gender", "enabled_at" DESC) WHERE "is_listed";
CREATE INDEX "discovery_person_shown_idx" ON "discovery_person"("gender", "shown_count", "user_id") WHERE "is_listed";
CREATE INDEX "discovery_person_cell_idx" ON "discovery_person"("cell", "gender", "last_active_at" DESC) WHERE "is_listed";

-- What `shown_count` has not got yet.
CREATE INDEX "discovery_impression_uncounted_idx" ON "discovery_impression"("user_id") WHERE NOT "is_counted";

-- The likes that a person received.
CREATE INDEX "discovery_decision_likes_idx" ON "discovery_decision"("other_id", "kind", "id") WHERE "kind" IN ('LIKE', 'SUPERLIKE');
