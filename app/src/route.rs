//! Which screen the address names: `#/`, `#/lab/<id>`, `#/sandbox/<template>`.

/// A screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Catalogue,
    Lab(String),
    Sandbox(Template),
}

/// The machines a sandbox starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    ThreeBlank,
    OneManager,
    ThreeManagers,
}

impl Template {
    pub const ALL: [Template; 3] = [
        Template::ThreeBlank,
        Template::OneManager,
        Template::ThreeManagers,
    ];

    /// As in addresses and in the words `sandbox-…`.
    pub fn code(self) -> &'static str {
        match self {
            Template::ThreeBlank => "3-blank",
            Template::OneManager => "1m2w",
            Template::ThreeManagers => "3m2w",
        }
    }

    /// Managers and workers that have joined, and blank machines.
    pub fn machines(self) -> (u16, u16, u16) {
        match self {
            Template::ThreeBlank => (0, 0, 3),
            Template::OneManager => (1, 2, 0),
            Template::ThreeManagers => (3, 2, 0),
        }
    }
}

impl Route {
    /// The screen of an address's fragment; what is not known is the catalogue.
    pub fn from_fragment(fragment: &str) -> Route {
        let path = fragment.trim_start_matches('#').trim_matches('/');
        let template = |code: &str| {
            Template::ALL
                .into_iter()
                .find(|template| template.code() == code)
        };
        match path.split_once('/') {
            Some(("lab", id)) => Route::Lab(id.to_owned()),
            Some(("sandbox", code)) => template(code).map_or(Route::Catalogue, Route::Sandbox),
            _ => Route::Catalogue,
        }
    }

    /// The fragment of a screen.
    pub fn fragment(&self) -> String {
        match self {
            Route::Catalogue => "#/".to_owned(),
            Route::Lab(id) => format!("#/lab/{id}"),
            Route::Sandbox(template) => format!("#/sandbox/{}", template.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_an_address() {
        let routes = [
            Route::Catalogue,
            Route::Lab("init".into()),
            Route::Sandbox(Template::OneManager),
        ];
        for route in routes {
            assert_eq!(Route::from_fragment(&route.fragment()), route);
        }
        assert_eq!(Route::from_fragment("#/lab"), Route::Catalogue);
        assert_eq!(Route::from_fragment("nonsense"), Route::Catalogue);
    }
}
