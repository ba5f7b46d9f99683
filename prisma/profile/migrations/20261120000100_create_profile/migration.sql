CREATE TABLE "profile" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "nickname" TEXT NOT NULL,
    -- Collation "C" lets a plain B-tree answer "begins with".
    "nickname_folded" TEXT COLLATE "C" NOT NULL,
    "nickname_key" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "bio" TEXT,
    "gender" TEXT,
    "interests" TEXT[],
    "city" TEXT,
    "country" TEXT,
    "visibility" TEXT NOT NULL DEFAULT 'PUBLIC',
    "locale" TEXT,
    "timezone" TEXT,
    "theme" TEXT NOT NULL DEFAULT 'SYSTEM',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "profile_interests_check" CHECK ("interests" IS NOT NULL AND cardinality("interests") <= 20),
    CONSTRAINT "profile_gender_check" CHECK ("gender" IN ('FEMALE', 'MALE', 'NON_BINARY', 'OTHER')),
    CONSTRAINT "profile_visibility_check" CHECK ("visibility" IN ('PUBLIC', 'FRIENDS', 'HIDDEN')),
    CONSTRAINT "profile_theme_check" CHECK ("theme" IN ('SYSTEM', 'LIGHT', 'DARK'))
);

CREATE TABLE "nickname_claim" (
    "key" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "nickname_claim_pkey" PRIMARY KEY ("key")
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

CREATE UNIQUE INDEX "profile_user_id_key" ON "profile"("user_id");
CREATE UNIQUE INDEX "profile_nickname_folded_key" ON "profile"("nickname_folded");
CREATE UNIQUE INDEX "profile_nickname_key_key" ON "profile"("nickname_key");
CREATE INDEX "nickname_claim_user_id_idx" ON "nickname_claim"("user_id");
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- Search by similarity. The repository's query names this very expression.
CREATE INDEX "profile_names_idx" ON "profile" USING GIN (("nickname_folded" || ' ' || "display_name" COLLATE "default") extensions.gin_trgm_ops);

-- Lapsed reservations are swept by whoever reserves next.
CREATE INDEX "nickname_claim_expires_at_idx" ON "nickname_claim"("expires_at") WHERE "expires_at" IS NOT NULL;
