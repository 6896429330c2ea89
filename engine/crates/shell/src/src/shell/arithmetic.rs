//! `$(( … ))`: whole numbers of 64 bits, after the chapter "Shell Arithmetic" of the bash manual.

use super::variables::{ReadOnly, Variables};

/// Why an expression has no value, in bash's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ArithmeticError {
    /// Something is wrong with the text from here on.
    Syntax {
        problem: &'static str,
        token: String,
    },
    DivisionByZero {
        token: String,
    },
    ReadOnly(ReadOnly),
    /// A variable's value refers to itself, or parentheses never end.
    TooDeep,
}

impl ArithmeticError {
    /// What bash prints behind the expression.
    pub(crate) fn describe(&self, expression: &str) -> String {
        match self {
            ArithmeticError::Syntax { problem, token } => {
                format!("{expression}: {problem} (error token is \"{token}\")")
            }
            ArithmeticError::DivisionByZero { token } => {
                format!("{expression}: division by 0 (error token is \"{token}\")")
            }
            ArithmeticError::ReadOnly(ReadOnly(name)) => format!("{name}: readonly variable"),
            ArithmeticError::TooDeep => {
                format!(
                    "{expression}: expression recursion level exceeded (error token is \"{expression}\")"
                )
            }
        }
    }
}

type Evaluated = Result<i64, ArithmeticError>;

/// The value of an expression in which everything but variables' names was expanded.
pub(crate) fn evaluate(text: &str, variables: &mut Variables) -> Evaluated {
    evaluate_at(text, variables, 0, &mut { STEP_LIMIT })
}

fn evaluate_at(text: &str, variables: &mut Variables, depth: u32, steps: &mut u32) -> Evaluated {
    *steps = steps.saturating_sub(1);
    if depth > DEPTH_LIMIT || *steps == 0 {
        return Err(ArithmeticError::TooDeep);
    }
    let mut expression = Expression {
        text,
        at: 0,
        variables,
        depth,
        steps,
        is_skipped: false,
    };
    expression.skip_blanks();
    if expression.at_end() {
        return Ok(0);
    }
    let value = expression.comma()?;
    expression.skip_blanks();
    if expression.at_end() {
        return Ok(value);
    }
    let rest = expression.rest();
    let is_operand = rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_');
    Err(expression.syntax(if is_operand || rest.starts_with(')') {
        "syntax error in expression"
    } else {
        "syntax error: invalid arithmetic operator"
    }))
}

/// Deeper than this is refused, as bash does at 1024; the page's stack is smaller.
const DEPTH_LIMIT: u32 = 64;

/// Variables that name others twice each would take for ever.
const STEP_LIMIT: u32 = 20_000;

/// Operators of two operands by how tightly they bind, loosest first.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNING: &[&str] = &[
    "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "=",
];

struct Expression<'a> {
    text: &'a str,
    at: usize,
    variables: &'a mut Variables,
    depth: u32,
    /// How many more expressions variables may lead to.
    steps: &'a mut u32,
    /// The side of `&&`, `||` or `?:` that does not count: read, but without effect.
    is_skipped: bool,
}

/// What stands left of an assignment.
struct Place {
    name: String,
    index: Option<String>,
}

impl Expression<'_> {
    fn comma(&mut self) -> Evaluated {
        loop {
            let value = self.assignment()?;
            if !self.eat(",") {
                return Ok(value);
            }
        }
    }

    fn assignment(&mut self) -> Evaluated {
        let before = self.at;
        if let Some(place) = self.place()? {
            let operator = ASSIGNING.iter().find(|it| self.rest().starts_with(**it));
            if let Some(operator) =
                operator.filter(|it| **it != "=" || !self.rest().starts_with("=="))
            {
                self.at += operator.len();
                let right = self.deeper(Self::assignment)?;
                let value = match operator.trim_end_matches('=') {
                    "" => right,
                    binary => {
                        let left = self.value_of(&place)?;
                        self.apply(binary, left, right)?
                    }
                };
                return self.assign(&place, value);
            }
        }
        self.at = before;
        self.conditional()
    }

    fn conditional(&mut self) -> Evaluated {
        let condition = self.binary(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let yes = self.skipping(condition == 0, Self::assignment)?;
        if !self.eat(":") {
            return Err(self.syntax("`:' expected for conditional expression"));
        }
        let no = self.skipping(condition != 0, Self::assignment)?;
        Ok(if condition != 0 { yes } else { no })
    }

    fn binary(&mut self, level: usize) -> Evaluated {
        let Some(operators) = LEVELS.get(level) else {
            return self.power();
        };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.at += operator.len();
            left = match operator {
                "&&" => {
                    let right = self.skipping(left == 0, |it| it.binary(level + 1))?;
                    i64::from(left != 0 && right != 0)
                }
                "||" => {
                    let right = self.skipping(left != 0, |it| it.binary(level + 1))?;
                    i64::from(left != 0 || right != 0)
                }
                _ => {
                    let right = self.binary(level + 1)?;
                    self.apply(operator, left, right)?
                }
            };
        }
        Ok(left)
    }

    /// The operator of this level that stands here, unless a longer one does.
    fn operator(&mut self, operators: &[&'static str]) -> Option<&'static str> {
        self.skip_blanks();
        let rest = self.rest();
        let operator = *operators.iter().find(|it| rest.starts_with(**it))?;
        let after = &rest[operator.len()..];
        let is_longer = match operator {
            "|" => after.starts_with(['|', '=']),
            "&" => after.starts_with(['&', '=']),
            "*" => after.starts_with(['*', '=']),
            "<" | ">" => after.starts_with(operator),
            "==" | "!=" | "<=" | ">=" | "||" | "&&" => false,
            _ => after.starts_with('='),
        };
        (!is_longer).then_some(operator)
    }

    /// `**` binds to the right.
    fn power(&mut self) -> Evaluated {
        let base = self.unary()?;
        if !self.eat("**") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::power)?;
        match u32::try_from(exponent) {
            Ok(exponent) => Ok(base.wrapping_pow(exponent)),
            Err(_) => Err(self.syntax("exponent less than 0")),
        }
    }

    fn unary(&mut self) -> Evaluated {
        self.skip_blanks();
        for (operator, step) in [("++", 1), ("--", -1)] {
            if self.rest().starts_with(operator) {
                let before = self.at;
                self.at += operator.len();
                if let Some(place) = self.place()? {
                    let value = self.value_of(&place)?.wrapping_add(step);
                    return self.assign(&place, value);
                }
                self.at = before;
            }
        }
        match self.rest().chars().next() {
            Some('-') => self.prefixed(i64::wrapping_neg),
            Some('+') => self.prefixed(|it| it),
            Some('!') => self.prefixed(|it| i64::from(it == 0)),
            Some('~') => self.prefixed(|it| !it),
            _ => self.postfix(),
        }
    }

    fn prefixed(&mut self, apply: fn(i64) -> i64) -> Evaluated {
        self.at += 1;
        self.deeper(Self::unary).map(apply)
    }

    fn postfix(&mut self) -> Evaluated {
        if self.eat("(") {
            let value = self.deeper(Self::comma)?;
            if !self.eat(")") {
                return Err(self.syntax("missing `)'"));
            }
            return Ok(value);
        }
        let Some(place) = self.place()? else {
            return self.number();
        };
        let value = self.value_of(&place)?;
        for (operator, step) in [("++", 1), ("--", -1)] {
            if self.rest().starts_with(operator) {
                self.at += operator.len();
                self.assign(&place, value.wrapping_add(step))?;
                return Ok(value);
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Evaluated {
        let rest = self.rest();
        let length = rest
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '#')
            .unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.starts_with(|it: char| it.is_ascii_digit()) {
            return Err(self.syntax("syntax error: operand expected"));
        }
        let value = parse_number(word);
        match value {
            Some(value) => {
                self.at += length;
                self.skip_blanks();
                Ok(value)
            }
            None => {
                let problem = if word.starts_with('0') || word.contains('#') {
                    "value too great for base"
                } else {
                    "invalid number"
                };
                Err(ArithmeticError::Syntax {
                    problem,
                    token: word.to_owned(),
                })
            }
        }
    }

    /// `name` or `name[index]`
    fn place(&mut self) -> Result<Option<Place>, ArithmeticError> {
        self.skip_blanks();
        let rest = self.rest();
        if !rest.starts_with(crate::syntax::is_name_start) {
            return Ok(None);
        }
        let length = rest
            .find(|it| !crate::syntax::is_name_char(it))
            .unwrap_or(rest.len());
        let name = rest[..length].to_owned();
        self.at += length;
        let mut index = None;
        if self.rest().starts_with('[')
            && let Some(end) = self.rest().find(']')
        {
            let text = self.rest()[1..end].to_owned();
            self.at += end + 1;
            index = Some(if self.variables.is_keyed(&name) {
                text
            } else {
                evaluate_at(&text, self.variables, self.depth + 1, self.steps)?.to_string()
            });
        }
        self.skip_blanks();
        Ok(Some(Place { name, index }))
    }

    /// A variable's value is an expression itself.
    fn value_of(&mut self, place: &Place) -> Evaluated {
        let text = match &place.index {
            None => self.variables.text(&place.name),
            Some(index) => self.variables.element(&place.name, index),
        };
        let text = text.unwrap_or_default().to_owned();
        match text.parse() {
            Ok(value) if !text.starts_with('0') => Ok(value),
            _ => evaluate_at(&text, self.variables, self.depth + 1, self.steps),
        }
    }

    fn assign(&mut self, place: &Place, value: i64) -> Evaluated {
        if self.is_skipped {
            return Ok(value);
        }
        let done = match &place.index {
            None => self.variables.set(&place.name, value.to_string()),
            Some(index) => self
                .variables
                .set_element(&place.name, index, value.to_string()),
        };
        done.map(|()| value).map_err(ArithmeticError::ReadOnly)
    }

    fn apply(&self, operator: &str, left: i64, right: i64) -> Evaluated {
        Ok(match operator {
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" | "%" if right == 0 => {
                if self.is_skipped {
                    return Ok(0);
                }
                // bash shows what it has just read: the divisor.
                let token = self.text[..self.at]
                    .rsplit(['/', '%'])
                    .next()
                    .unwrap_or_default();
                return Err(ArithmeticError::DivisionByZero {
                    token: token.trim_start().to_owned(),
                });
            }
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "&" => left & right,
            "^" => left ^ right,
            "|" => left | right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            _ => unreachable!("LEVELS and ASSIGNING have no other operator"),
        })
    }

    fn skipping(&mut self, skips: bool, read: impl FnOnce(&mut Self) -> Evaluated) -> Evaluated {
        let before = self.is_skipped;
        self.is_skipped |= skips;
        let value = self.deeper(read);
        self.is_skipped = before;
        value
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Evaluated) -> Evaluated {
        if self.depth > DEPTH_LIMIT {
            return Err(ArithmeticError::TooDeep);
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn syntax(&self, problem: &'static str) -> ArithmeticError {
        // bash shows the expression from the operator before the mistake.
        let rest = self.rest();
        let token = if rest.is_empty() {
            last_operator(self.text)
        } else {
            rest
        };
        ArithmeticError::Syntax {
            problem,
            token: token.to_owned(),
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip_blanks();
        let stands = self.rest().starts_with(token);
        if stands {
            self.at += token.len();
        }
        stands
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }
}

fn last_operator(text: &str) -> &str {
    let trimmed = text.trim_end();
    let begins = trimmed
        .rfind(|it: char| it.is_ascii_alphanumeric() || it == ' ')
        .map_or(0, |it| it + 1);
    &text[begins..]
}

/// `10`, `0x1f`, `017`, `2#101`
fn parse_number(word: &str) -> Option<i64> {
    if let Some((base, digits)) = word.split_once('#') {
        let base = base.parse().ok().filter(|it| (2..=36).contains(it))?;
        return i64::from_str_radix(digits, base).ok();
    }
    if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    if word.len() > 1 && word.starts_with('0') {
        return i64::from_str_radix(word, 8).ok();
    }
    word.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Evaluated {
        let mut variables = Variables::default();
        variables.set("x", "5").expect("it is not readonly");
        variables.set("y", "x+1").expect("it is not readonly");
        evaluate(text, &mut variables)
    }

    #[test]
    fn expressions_have_bash_s_values() {
        for (text, expected) in [
            ("1+2*3", 7),
            ("(1+2)*3", 9),
            ("2**3**2", 512),
            ("7/2", 3),
            ("-7/2", -3),
            ("7%3", 1),
            ("x++ + x", 11),
            ("++x", 6),
            ("y*2", 12),
            ("x=3, x+1", 4),
            ("x+=2", 7),
            ("!0", 1),
            ("1<2 && 2<3", 1),
            ("0 && (x=9), x", 5),
            ("x>3?10:20", 10),
            ("0x10 + 010 + 2#11", 27),
            ("1<<4|1", 17),
            ("~0", -1),
            ("", 0),
            ("nosuch", 0),
            ("- -1", 1),
            ("1==1 || 1/0", 1),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn mistakes_are_named_as_bash_names_them() {
        for (text, expected) in [
            ("1/0", "1/0: division by 0 (error token is \"0\")"),
            (
                "1+",
                "1+: syntax error: operand expected (error token is \"+\")",
            ),
            ("08", "08: value too great for base (error token is \"08\")"),
        ] {
            let error = value(text).expect_err("it has no value");
            assert_eq!(error.describe(text), expected);
        }
        assert!(value(&format!("{}1{}", "(".repeat(9999), ")".repeat(9999))).is_err());
    }
}
