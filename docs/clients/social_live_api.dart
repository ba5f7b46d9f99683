import 'package:dio/dio.dart';

/// Only the base URL is new: the gateway and `/v1`, instead of the gateway of the separate services.
class ApiConfig {
  static const String baseUrl = 'http://localhost:4000/v1';

  // Service endpoints via gateway
  static const String authEndpoint = '/auth';
  static const String socialEndpoint = '/social';
  static const String walletEndpoint = '/wallet';
  static const String streamingEndpoint = '/streaming';
  static const String commerceEndpoint = '/commerce';
}

/// The calls of the app, as they were. A refusal is a [DioException] whose body has `code` and `detail`.
class SocialLiveApi {
  SocialLiveApi({Dio? client}) : apiClient = client ?? Dio(BaseOptions(baseUrl: ApiConfig.baseUrl));

  final Dio apiClient;

  /// What every call after signing in carries.
  void useToken(String accessToken) => apiClient.options.headers['Authorization'] = 'Bearer $accessToken';

  // Authentication
  Future<Response<dynamic>> register(Object data) => apiClient.post('/auth/register', data: data);
  Future<Response<dynamic>> login(Object loginData) => apiClient.post('/auth/login', data: loginData);
  Future<Response<dynamic>> refresh(Object data) => apiClient.post('/auth/refresh', data: data);
  Future<Response<dynamic>> verify(Object data) => apiClient.post('/auth/verify', data: data);
  Future<Response<dynamic>> revoke(Object data) => apiClient.post('/auth/revoke', data: data);

  // Posts
  Future<Response<dynamic>> posts() => apiClient.get('/social/posts');
  Future<Response<dynamic>> publish(Object data) => apiClient.post('/social/posts', data: data);
  Future<Response<dynamic>> feed() => apiClient.get('/social/feed');
  Future<Response<dynamic>> comment(Object data) => apiClient.post('/social/comments', data: data);
  Future<Response<dynamic>> like(Object data) => apiClient.post('/social/likes', data: data);

  // Wallet
  Future<Response<dynamic>> balance() => apiClient.get('/wallet/balance');
  Future<Response<dynamic>> transactions() => apiClient.get('/wallet/transactions');
  Future<Response<dynamic>> deposit(Object data, {String? key}) =>
      apiClient.post('/wallet/deposit', data: data, options: _once(key));
  Future<Response<dynamic>> withdraw(Object data, {String? key}) =>
      apiClient.post('/wallet/withdraw', data: data, options: _once(key));
  Future<Response<dynamic>> transfer(Object data, {String? key}) =>
      apiClient.post('/wallet/transfer', data: data, options: _once(key));

  // Streaming
  Future<Response<dynamic>> streams() => apiClient.get('/streaming/live');
  Future<Response<dynamic>> start(Object data) => apiClient.post('/streaming/start', data: data);
  Future<Response<dynamic>> end(Object data) => apiClient.post('/streaming/end', data: data);
  Future<Response<dynamic>> join(Object data) => apiClient.post('/streaming/join', data: data);
  Future<Response<dynamic>> leave(Object data) => apiClient.post('/streaming/leave', data: data);

  // Commerce
  Future<Response<dynamic>> products() => apiClient.get('/commerce/products');
  Future<Response<dynamic>> orders() => apiClient.get('/commerce/orders');
  Future<Response<dynamic>> order(Object data, {String? key}) =>
      apiClient.post('/commerce/orders', data: data, options: _once(key));
  Future<Response<dynamic>> pay(Object data, {String? key}) =>
      apiClient.post('/commerce/payments', data: data, options: _once(key));

  /// New, and optional: a call that is repeated with its key moves money once.
  Options _once(String? key) => Options(headers: {if (key != null) 'Idempotency-Key': key});
}
