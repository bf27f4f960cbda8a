// SPDX-License-Identifier: MIT
// The file that a spool is kept in: whose it is, what it looks like, and who may use it.
#include "publish/spool_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "deepocr/error.h"

namespace deepocr::publish {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplicationId = 0x444f4352;  // "DOCR"
constexpr std::int64_t kSchemaVersion = 1;

// The file format's header: https://www.sqlite.org/fileformat.html, section 1.3.
constexpr std::size_t kHeaderSize = 100;
constexpr std::size_t kApplicationIdOffset = 68;
constexpr char kMagic[16] = "SQLite format 3";

constexpr const char* kSchema = R"(
  CREATE TABLE messages(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, topic TEXT NOT NULL,
                        key TEXT NOT NULL, payload TEXT NOT NULL, bytes INTEGER NOT NULL);
  CREATE TABLE refused(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, topic TEXT NOT NULL,
                       key TEXT NOT NULL, payload TEXT NOT NULL, reason TEXT NOT NULL,
                       time TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')));
  CREATE TABLE spool(instance TEXT NOT NULL);
  INSERT INTO spool VALUES (lower(hex(randomblob(8))));
)";

enum class Content { kNone, kSpool, kSomethingElse };

Content content_of(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return Content::kNone;
  if (!fs::is_regular_file(status)) return Content::kSomethingElse;
  if (fs::file_size(path, error) == 0) return Content::kNone;

  std::array<char, kHeaderSize> header{};
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorCode::kUnreadable,
                "The spool " + path + " cannot be opened: " + std::strerror(errno));
  }
  if (!file.read(header.data(), header.size())) return Content::kSomethingElse;
  if (std::memcmp(header.data(), kMagic, sizeof kMagic) != 0) return Content::kSomethingElse;
  std::int64_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    id = id << 8 | static_cast<unsigned char>(header.at(kApplicationIdOffset + i));
  }
  return id == kApplicationId ? Content::kSpool : Content::kSomethingElse;
}

/// Under another name first, so that a process killed meanwhile leaves no half spool.
void make_file(const std::string& path) {
  const std::string unfinished = path + ".new";
  std::error_code ignored;
  fs::remove(unfinished, ignored);
  fs::remove(unfinished + "-journal", ignored);
  // Number plates are personal data, so nobody else may read them. The files that SQLite puts
  // beside it take its permissions.
  const int file = open(unfinished.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    throw Error(ErrorCode::kWrite,
                "The spool " + path + " cannot be made: " + std::strerror(errno));
  }
  close(file);
  {
    Database database(unfinished, SQLITE_OPEN_READWRITE);
    Transaction transaction(database);
    database.execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    database.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
    database.execute(kSchema);
    transaction.commit();
  }
  fs::rename(unfinished, path);
}

std::unique_ptr<Database> open_existing(const std::string& path) {
  auto database = std::make_unique<Database>(path, SQLITE_OPEN_READWRITE);
  const std::int64_t version = database->integer("PRAGMA user_version");
  if (version != kSchemaVersion) {
    throw Error(ErrorCode::kContract,
                "The spool " + path + " has version " + std::to_string(version) +
                    ", and this program knows version " + std::to_string(kSchemaVersion));
  }
  const std::string check = database->text("PRAGMA quick_check(1)");
  if (check != "ok") throw DatabaseError(SQLITE_CORRUPT, check);
  database->integer("SELECT count(*) FROM (SELECT seq FROM refused LIMIT 1), spool");
  database->execute("PRAGMA journal_mode=WAL");
  database->execute("PRAGMA synchronous=NORMAL");
  return database;
}

bool is_damage(const DatabaseError& error) {
  return error.code() == SQLITE_CORRUPT || error.code() == SQLITE_NOTADB ||
         error.code() == SQLITE_ERROR;  // a table is missing
}

std::string move_aside(const std::string& path) {
  std::string aside;
  for (int i = 1; aside.empty() || fs::exists(aside); ++i) {
    aside = path + ".damaged-" + std::to_string(i);
  }
  fs::rename(path, aside);
  std::error_code not_there;
  fs::rename(path + "-wal", aside + "-wal", not_there);
  fs::remove(path + "-shm", not_there);
  return aside;
}

std::unique_ptr<Database> open_or_replace(const std::string& path, std::string* complaint) {
  try {
    return open_existing(path);
  } catch (const DatabaseError& error) {
    if (!is_damage(error)) throw;
    const std::string aside = move_aside(path);
    *complaint = "The spool " + path + " was damaged (" + error.what() + "): it is now " + aside +
                 ", and a new one is begun";
  }
  make_file(path);
  return open_existing(path);
}

}  // namespace

FileLock::FileLock(const std::string& path)
    : file_(open((path + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
  if (file_ < 0) {
    throw Error(ErrorCode::kWrite, "The spool " + path + " cannot be locked: " + path +
                                       ".lock cannot be opened: " + std::strerror(errno));
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    close(file_);
    throw Error(ErrorCode::kWrite,
                "The spool " + path + " is used by another process or element: give each its own");
  }
}

FileLock::~FileLock() { close(file_); }

std::unique_ptr<Database> open_spool_file(const std::string& path, std::string* complaint) {
  try {
    const Content content = content_of(path);
    if (content == Content::kSomethingElse) {
      throw Error(ErrorCode::kContract, path +
                                            " is no spool of DeepOCR, and is left as it is: "
                                            "name another file for the spool");
    }
    if (content == Content::kNone) make_file(path);
    return open_or_replace(path, complaint);
  } catch (const DatabaseError& error) {
    throw Error(ErrorCode::kWrite, "The spool " + path + " cannot be opened: " + error.what());
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kWrite,
                "The spool " + path + " cannot be made: " + error.code().message(), error.what());
  }
}

}  // namespace deepocr::publish
