// @block
