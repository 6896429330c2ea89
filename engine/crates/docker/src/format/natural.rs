//! Sorting as people do: `web2` before `web10` (fvbommel/sortorder `NaturalLess`).

use core::cmp::Ordering;

/// Compares numbers inside of names by their value; fewer leading zeros come first.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let (Some(first), Some(second)) = (a.first(), b.first()) {
        match (first.is_ascii_digit(), second.is_ascii_digit()) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => {
                if first != second {
                    return first.cmp(second);
                }
                (a, b) = (&a[1..], &b[1..]);
            }
            (true, true) => {
                let (first, rest_a) = number(a);
                let (second, rest_b) = number(b);
                let order = first.digits.len().cmp(&second.digits.len());
                let order = order.then_with(|| first.digits.cmp(second.digits));
                let order = order.then_with(|| first.zeros.cmp(&second.zeros));
                if order != Ordering::Equal {
                    return order;
                }
                (a, b) = (rest_a, rest_b);
            }
        }
    }
    a.len().cmp(&b.len())
}

struct Number<'a> {
    zeros: usize,
    digits: &'a [u8],
}

fn number(text: &[u8]) -> (Number<'_>, &[u8]) {
    let zeros = text.iter().take_while(|byte| **byte == b'0').count();
    let rest = &text[zeros..];
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at(length);
    (Number { zeros, digits }, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_value() {
        let mut names = ["web10", "web2", "web", "Web", "web02", "2", "a"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["2", "Web", "a", "web", "web2", "web02", "web10"]);
    }
}
