//! Whole-system checks; every test target stands beside this file.
