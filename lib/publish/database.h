// SPDX-License-Identifier: MIT
// SQLite's C interface with owners and exceptions.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

namespace deepocr::publish {

/// SQLite's result code and words.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& words) : std::runtime_error(words), code_(code) {}
  int code() const noexcept { return code_; }  ///< primary result code

 private:
  int code_;
};

class Database {
 public:
  /// @param flags SQLITE_OPEN_…; without SQLITE_OPEN_CREATE the file has to exist.
  Database(const std::string& path, int flags);

  void execute(const char* sql);
  /// The first column of the first row.
  std::int64_t integer(const char* sql);
  std::string text(const char* sql);

  sqlite3* get() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// Prepared once, used often. It must not outlive its database.
class Statement {
 public:
  Statement(const Database& database, const char* sql);

  /// Parameters count from 1. Text is not copied: it must live until reset().
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, const std::string& value);

  /// @returns whether there is a row.
  bool step();
  /// Columns count from 0.
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  std::string text(int column) const;

  void reset() noexcept { sqlite3_reset(handle_.get()); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// One use of a statement, from binding to reset.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  ~Use() { statement_.reset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

/// Rolls back what was not committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool committed_ = false;
};

}  // namespace deepocr::publish
