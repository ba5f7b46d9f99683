-- CreateTable
CREATE TABLE "post" (
    "id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "number" BIGINT,
    "text" TEXT NOT NULL,
    "visibility" TEXT NOT NULL,
    "reply_policy" TEXT NOT NULL,
    "is_locked" BOOLEAN NOT NULL DEFAULT false,
    "content_warning" TEXT,
    "is_sensitive" BOOLEAN NOT NULL DEFAULT false,
    "quoted_post_id" TEXT,
    "repost_of_id" TEXT,
    "language" TEXT,
    "tags" TEXT[],
    "links" TEXT[],
    "media_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "publish_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "edited_at" TIMESTAMPTZ(3),
    "pinned_at" TIMESTAMPTZ(3),
    "pinned_comment_id" TEXT,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_media" (
    "post_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "post_media_pkey" PRIMARY KEY ("post_id","position")
);

-- CreateTable
CREATE TABLE "post_tag" (
    "tag" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "post_id" TEXT NOT NULL,

    CONSTRAINT "post_tag_pkey" PRIMARY KEY ("tag","number")
);

-- CreateTable
CREATE TABLE "post_mention" (
    "post_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "post_mention_pkey" PRIMARY KEY ("post_id","user_id")
);

-- CreateTable
CREATE TABLE "text_revision" (
    "subject_id" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "content_warning" TEXT,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "text_revision_pkey" PRIMARY KEY ("subject_id","nth")
);

-- CreateTable
CREATE TABLE "poll" (
    "post_id" TEXT NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "is_multiple" BOOLEAN NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "poll_pkey" PRIMARY KEY ("post_id")
);

-- CreateTable
CREATE TABLE "poll_option" (
    "id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "poll_option_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_vote" (
    "post_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "option_ids" TEXT[],
    "voted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "poll_vote_pkey" PRIMARY KEY ("post_id","user_id")
);

-- CreateTable
CREATE TABLE "comment" (
    "id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "author_id" TEXT,
    "depth" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "tags" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "edited_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "score" INTEGER NOT NULL DEFAULT 0,
    "children" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comment_media" (
    "comment_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "comment_media_pkey" PRIMARY KEY ("comment_id","position")
);

-- CreateTable
CREATE TABLE "comment_mention" (
    "comment_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "comment_mention_pkey" PRIMARY KEY ("comment_id","user_id")
);

-- CreateTable
CREATE TABLE "post_like" (
    "post_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "liked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_like_pkey" PRIMARY KEY ("post_id","user_id")
);

-- CreateTable
CREATE TABLE "comment_like" (
    "comment_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "liked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_like_pkey" PRIMARY KEY ("comment_id","user_id")
);

-- CreateTable
CREATE TABLE "bookmark" (
    "user_id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bookmark_pkey" PRIMARY KEY ("user_id","post_id")
);

-- CreateTable
CREATE TABLE "like_notice" (
    "post_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "like_notice_pkey" PRIMARY KEY ("post_id","user_id")
);

-- CreateTable
CREATE TABLE "follow" (
    "follower_id" TEXT NOT NULL,
    "followee_id" TEXT NOT NULL,
    "notify" BOOLEAN NOT NULL DEFAULT false,
    "weight" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "show_reposts" BOOLEAN NOT NULL DEFAULT true,
    "followed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "follow_pkey" PRIMARY KEY ("follower_id","followee_id")
);

-- CreateTable
CREATE TABLE "follow_request" (
    "id" TEXT NOT NULL,
    "sender_id" TEXT NOT NULL,
    "receiver_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "notify" BOOLEAN NOT NULL DEFAULT false,
    "weight" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "follow_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "social_settings" (
    "user_id" TEXT NOT NULL,
    "is_private" BOOLEAN NOT NULL DEFAULT false,
    "who_sees_followers" TEXT NOT NULL DEFAULT 'EVERYONE',
    "who_sees_likers" TEXT NOT NULL DEFAULT 'EVERYONE',

    CONSTRAINT "social_settings_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "user_mute" (
    "muter_id" TEXT NOT NULL,
    "muted_id" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_mute_pkey" PRIMARY KEY ("muter_id","muted_id")
);

-- CreateTable
CREATE TABLE "word_mute" (
    "user_id" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "word_mute_pkey" PRIMARY KEY ("user_id","word")
);

-- CreateTable
CREATE TABLE "thread_mute" (
    "user_id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "thread_mute_pkey" PRIMARY KEY ("user_id","post_id")
);

-- CreateTable
CREATE TABLE "user_list" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_list_member" (
    "list_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_list_member_pkey" PRIMARY KEY ("list_id","user_id")
);

-- CreateTable
CREATE TABLE "followed_tag" (
    "user_id" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "followed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "followed_tag_pkey" PRIMARY KEY ("user_id","tag")
);

-- CreateTable
CREATE TABLE "feed_policy" (
    "user_id" TEXT NOT NULL,
    "feed_order" TEXT NOT NULL DEFAULT 'NEWEST',
    "max_per_author" INTEGER,
    "include_replies" BOOLEAN NOT NULL DEFAULT false,
    "include_reposts" BOOLEAN NOT NULL DEFAULT true,
    "recency" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "affinity" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "engagement" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "tags" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "social_proof" DOUBLE PRECISION NOT NULL DEFAULT 1,

    CONSTRAINT "feed_policy_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "feed_seen" (
    "user_id" TEXT NOT NULL,
    "number" BIGINT NOT NULL DEFAULT 0,
    "seen_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feed_seen_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "impression" (
    "post_id" TEXT NOT NULL,
    "viewer_id" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "impression_pkey" PRIMARY KEY ("post_id","viewer_id")
);

-- CreateTable
CREATE TABLE "hidden_post" (
    "user_id" TEXT NOT NULL,
    "post_id" TEXT NOT NULL,
    "reason" TEXT,
    "hidden_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hidden_post_pkey" PRIMARY KEY ("user_id","post_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "post_number_key" ON "post"("number");

-- CreateIndex
CREATE INDEX "post_author_id_number_idx" ON "post"("author_id", "number") WHERE "number" IS NOT NULL;

-- CreateIndex
CREATE INDEX "post_author_id_id_idx" ON "post"("author_id", "id");

-- CreateIndex
-- A person reposts a post once.
CREATE UNIQUE INDEX "post_repost_key" ON "post"("repost_of_id", "author_id") WHERE "repost_of_id" IS NOT NULL AND "deleted_at" IS NULL;

-- CreateIndex
CREATE INDEX "post_pinned_idx" ON "post"("author_id", "pinned_at") WHERE "pinned_at" IS NOT NULL;

-- CreateIndex
CREATE INDEX "post_draft_idx" ON "post"("author_id", "id") WHERE "number" IS NULL AND "deleted_at" IS NULL;

-- CreateIndex
CREATE INDEX "post_with_media_idx" ON "post"("number") WHERE "number" IS NOT NULL AND "media_count" > 0;

-- To order comments by likes.
CREATE INDEX "comment_top_idx" ON "comment"("post_id", "score", "id") WHERE "parent_id" IS NULL;
CREATE INDEX "comment_top_reply_idx" ON "comment"("parent_id", "score", "id");

-- CreateIndex
CREATE INDEX "post_quoted_post_id_idx" ON "post"("quoted_post_id") WHERE "quoted_post_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "post_media_file_id_idx" ON "post_media"("file_id");

-- CreateIndex
CREATE INDEX "post_tag_post_id_idx" ON "post_tag"("post_id");

-- CreateIndex
CREATE INDEX "post_mention_user_id_idx" ON "post_mention"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "poll_option_post_id_position_key" ON "poll_option"("post_id", "position");

-- CreateIndex
CREATE INDEX "poll_vote_user_id_post_id_idx" ON "poll_vote"("user_id", "post_id");

-- CreateIndex
CREATE INDEX "comment_post_id_id_idx" ON "comment"("post_id", "id") WHERE "parent_id" IS NULL;

-- CreateIndex
CREATE INDEX "comment_author_id_id_idx" ON "comment"("author_id", "id");

-- CreateIndex
CREATE INDEX "comment_parent_id_id_idx" ON "comment"("parent_id", "id");

-- CreateIndex
CREATE INDEX "comment_of_post_idx" ON "comment"("post_id");

-- CreateIndex
CREATE INDEX "comment_media_file_id_idx" ON "comment_media"("file_id");

-- CreateIndex
CREATE INDEX "comment_mention_user_id_idx" ON "comment_mention"("user_id");

-- CreateIndex
CREATE INDEX "post_like_post_id_liked_at_user_id_idx" ON "post_like"("post_id", "liked_at", "user_id");

-- CreateIndex
CREATE INDEX "post_like_user_id_liked_at_idx" ON "post_like"("user_id", "liked_at");

-- CreateIndex
CREATE INDEX "comment_like_user_id_idx" ON "comment_like"("user_id");

-- CreateIndex
CREATE INDEX "bookmark_user_id_created_at_post_id_idx" ON "bookmark"("user_id", "created_at", "post_id");

-- CreateIndex
CREATE INDEX "bookmark_post_id_idx" ON "bookmark"("post_id");

-- CreateIndex
CREATE INDEX "like_notice_user_id_idx" ON "like_notice"("user_id");

-- CreateIndex
CREATE INDEX "follow_follower_id_followed_at_followee_id_idx" ON "follow"("follower_id", "followed_at", "followee_id");

-- CreateIndex
CREATE INDEX "follow_followee_id_followed_at_follower_id_idx" ON "follow"("followee_id", "followed_at", "follower_id");

-- CreateIndex
CREATE INDEX "follow_followee_id_follower_id_idx" ON "follow"("followee_id", "follower_id");

-- CreateIndex
-- One request at a time waits for an answer.
CREATE UNIQUE INDEX "follow_request_open_key" ON "follow_request"("sender_id", "receiver_id") WHERE "status" = 'REQUESTED';

-- CreateIndex
CREATE INDEX "follow_request_receiver_id_status_id_idx" ON "follow_request"("receiver_id", "status", "id");

-- CreateIndex
CREATE INDEX "follow_request_sender_id_status_id_idx" ON "follow_request"("sender_id", "status", "id");

-- CreateIndex
CREATE INDEX "user_mute_muted_id_idx" ON "user_mute"("muted_id");

-- CreateIndex
CREATE INDEX "thread_mute_post_id_idx" ON "thread_mute"("post_id");

-- CreateIndex
CREATE INDEX "user_list_owner_id_title_id_idx" ON "user_list"("owner_id", "title", "id");

-- CreateIndex
CREATE INDEX "user_list_member_list_id_added_at_user_id_idx" ON "user_list_member"("list_id", "added_at", "user_id");

-- CreateIndex
CREATE INDEX "user_list_member_user_id_idx" ON "user_list_member"("user_id");

-- CreateIndex
CREATE INDEX "followed_tag_tag_idx" ON "followed_tag"("tag");

-- CreateIndex
CREATE INDEX "feed_seen_read_at_idx" ON "feed_seen"("read_at");

-- CreateIndex
CREATE INDEX "impression_viewer_id_last_at_idx" ON "impression"("viewer_id", "last_at");

-- CreateIndex
CREATE INDEX "hidden_post_post_id_idx" ON "hidden_post"("post_id");

-- AddForeignKey
ALTER TABLE "post_media" ADD CONSTRAINT "post_media_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_tag" ADD CONSTRAINT "post_tag_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_mention" ADD CONSTRAINT "post_mention_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll" ADD CONSTRAINT "poll_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_option" ADD CONSTRAINT "poll_option_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "poll"("post_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_vote" ADD CONSTRAINT "poll_vote_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "poll"("post_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_media" ADD CONSTRAINT "comment_media_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment_mention" ADD CONSTRAINT "comment_mention_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_list_member" ADD CONSTRAINT "user_list_member_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "user_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;
