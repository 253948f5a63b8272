bool isTokenValid(const std::string& token);

// @block
